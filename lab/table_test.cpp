#include "lab/table.h"

#include <gtest/gtest.h>

namespace bellwether::lab {
namespace {

TEST(Table, Aligns_its_cells_under_heads_and_groups) {
  Table table({{.head = "route", .align = Align::left},
               {.head = "avg", .group = "warm ms"},
               {.head = "max", .group = "warm ms"}});
  table.row({"GET /cat", "1.20", "20.1"});
  table.rule();
  table.row({"x", "1,234", "7"});
  EXPECT_EQ(table.render({}),
            "            warm ms\n"
            "route       avg   max\n"
            "--------  -----  ----\n"
            "GET /cat   1.20  20.1\n"
            "--------  -----  ----\n"
            "x         1,234     7\n");
}

TEST(Table, Colours_only_where_told) {
  Table table({{.head = "n"}});
  table.row({Cell("1", Emphasis::bad)});
  EXPECT_EQ(table.render({}).find('\033'), std::string::npos);
  EXPECT_NE(table.render({.colour = true}).find("\033[1;31m1\033[0m"), std::string::npos);
}

TEST(Table, Counts_characters_and_not_bytes) {
  EXPECT_EQ(display_width("±µ"), 2u);
  Table table({{.head = "µ"}, {.head = "n"}});
  table.row({"1", "2"});
  EXPECT_EQ(table.render({.unicode = true}), "µ  n\n─  ─\n1  2\n");
}

TEST(Significant, Keeps_three_digits_and_all_whole_ones) {
  EXPECT_EQ(significant(0), "0.00");
  EXPECT_EQ(significant(9.994), "9.99");
  EXPECT_EQ(significant(9.996), "10.0");
  EXPECT_EQ(significant(99.96), "100");
  EXPECT_EQ(significant(5935.7), "5,936");
  EXPECT_EQ(grouped(1'234'567), "1,234,567");
  EXPECT_EQ(grouped(999), "999");
}

}  // namespace
}  // namespace bellwether::lab
