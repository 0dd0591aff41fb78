#include "lab/cost_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bellwether::lab {
namespace {

using testing::HasSubstr;

Table table_of(const std::vector<std::vector<Cell>>& rows) {
  Table table(cost_columns());
  for (const auto& row : rows) table.row(row);
  return table;
}

TEST(CostReport, Tells_both_architectures_with_and_without_requests) {
  const Usage cheap{.billed_ms = 1, .memory_mb = 1024};
  const Usage dear{.billed_ms = 10, .memory_mb = 1024};
  EXPECT_EQ(table_of({cost_cells(cheap, nullptr, FreeTier::none),
                      cost_cells(dear, &cheap, FreeTier::none)})
                .render({}),
            "            USD on x86_64                          USD on arm64\n"
            "  1 M  100 M  cheaper   GB-s  cheaper    1 M  100 M  cheaper   GB-s  cheaper\n"
            "-----  -----  -------  -----  -------  -----  -----  -------  -----  -------\n"
            "0.217  21.67           1.667           0.213  21.33           1.333\n"
            "0.367  36.67    1.69x  16.67    10.0x  0.333  33.33    1.56x  13.33    10.0x\n");
}

TEST(CostReport, Dollars_keep_what_can_be_told_apart) {
  EXPECT_EQ(dollars(0.2021), "0.202");
  EXPECT_EQ(dollars(20.2125), "20.21");
  EXPECT_EQ(dollars(9.9999), "10.00");
  EXPECT_EQ(dollars(1234.4), "1,234");
}

TEST(CostReport, Applies_the_free_tier_where_it_is_asked_for) {
  aws::json::Writer json;
  write_cost(json, {.billed_ms = 1, .memory_mb = 1024}, FreeTier::one_month);
  // 100,000 GB-seconds are free, and a hundredth of the requests.
  EXPECT_THAT(json.text(), HasSubstr(R"("usd_per_100_million":19.8,)"));
  EXPECT_THAT(json.text(), HasSubstr(R"("usd_per_100_million_compute":0,)"));
  EXPECT_THAT(cost_legend(FreeTier::one_month), HasSubstr("with the free tier"));
  EXPECT_THAT(cost_legend(FreeTier::none), HasSubstr("without the free tier"));
}

TEST(CostReport, Of_what_others_told_shows_that_alone) {
  const double compiled = 1.05;
  const auto text = table_of({cost_cells_of_compute(4.80, &compiled)}).render({});
  EXPECT_THAT(text, HasSubstr("4.800    4.57x"));
}

}  // namespace
}  // namespace bellwether::lab
