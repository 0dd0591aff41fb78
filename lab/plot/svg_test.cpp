#include "lab/plot/svg.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bellwether::lab::plot {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(Svg, Is_a_document_that_names_itself_and_follows_the_readers_scheme) {
  Svg svg(10, 20, "A title", "What it shows");
  EXPECT_THAT(svg.take(), AllOf(StartsWith("<svg xmlns="), HasSubstr("viewBox=\"0 0 10 20\""),
                                HasSubstr("<title id=\"title\">A title</title>"),
                                HasSubstr("prefers-color-scheme: dark"), EndsWith("</svg>\n")));
}

TEST(Svg, Takes_any_text) {
  Svg svg(10, 10, "<a> & \"b\"", "");
  svg.text({1, 2}, "C++ < R&D", Type::label);
  const std::string text = svg.take();
  EXPECT_THAT(text, HasSubstr("&lt;a&gt; &amp; &quot;b&quot;"));
  EXPECT_THAT(text, HasSubstr(">C++ &lt; R&amp;D</text>"));
}

TEST(Svg, Draws_others_measurements_hollow_and_dashed) {
  Svg svg(10, 10, "", "");
  svg.bar({1, 2, 3, 4}, {.colour = 1, .foreign = true});
  svg.path({{1, 2}, {3, 4}}, {.colour = 0});
  const std::string text = svg.take();
  EXPECT_THAT(text, HasSubstr("<rect class=\"c1 mark foreign\" x=\"1.0\""));
  EXPECT_THAT(text, HasSubstr("<path class=\"c0 line\" d=\"M1.0 2.0L3.0 4.0\"/>"));
}

TEST(Box, Overlaps_what_shares_ground_with_it) {
  const Box box{0, 0, 10, 10};
  EXPECT_TRUE(box.overlaps({9, 9, 5, 5}));
  EXPECT_FALSE(box.overlaps({10, 0, 5, 5}));
  EXPECT_FALSE(box.overlaps({0, -5, 5, 5}));
}

TEST(TextWidth, Counts_characters_and_not_bytes) {
  EXPECT_EQ(text_width("µs", Type::label), text_width("us", Type::label));
}

}  // namespace
}  // namespace bellwether::lab::plot
