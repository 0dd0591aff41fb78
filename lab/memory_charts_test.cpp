#include "lab/memory_charts.h"

#include <regex>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/memory_measurements.h"
#include "lab/plot/svg.h"

namespace bellwether::lab {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

// Where each level text stands, by its size and anchor.
std::vector<plot::Box> texts_in(const std::string& svg) {
  static const std::regex element(
      "<text class=\"(\\w+) [^\"]*\" x=\"([-\\d.]+)\" y=\"([-\\d.]+)\" "
      "text-anchor=\"(\\w+)\">([^<]*)</text>");
  std::vector<plot::Box> boxes;
  for (std::sregex_iterator it(svg.begin(), svg.end(), element), end; it != end; ++it) {
    const std::string size = (*it)[1];
    const plot::Type type = size == "title"     ? plot::Type::title
                            : size == "heading" ? plot::Type::heading
                            : size == "label"   ? plot::Type::label
                                                : plot::Type::value;
    const double width = plot::text_width((*it)[5].str(), type);
    const double height = plot::text_height(type);
    const std::string anchor = (*it)[4];
    const double x = std::stod((*it)[2]) - (anchor == "middle" ? width / 2
                                            : anchor == "end"  ? width
                                                               : 0);
    boxes.push_back({x, std::stod((*it)[3]) - height * 0.8, width, height});
  }
  return boxes;
}

TEST(MemoryCharts, Show_three_charts_and_say_what_is_not_ours) {
  const std::string svg = memory_charts(two_languages({128, 256, 512, 1024}), "The UUID store");
  EXPECT_THAT(svg, AllOf(HasSubstr(">A warm call<"), HasSubstr(">A cold start<"),
                         HasSubstr(">100 million calls<"), HasSubstr("1,024 MB"),
                         HasSubstr("Measured on AWS by others")));
  EXPECT_THAT(svg, AllOf(HasSubstr(">C++<"), HasSubstr(">interpreted, on AWS*<")));
  EXPECT_THAT(svg, AllOf(Not(HasSubstr("nan")), Not(HasSubstr("inf"))));
}

TEST(MemoryCharts, Keep_their_texts_apart_and_within_the_picture) {
  for (const std::vector<int>& sizes :
       {std::vector<int>{128},
        {128, 256, 512, 1024},
        {128, 192, 256, 384, 512, 768, 1024, 1536, 1769, 2048, 3008, 10240}}) {
    const auto texts = texts_in(memory_charts(two_languages(sizes), "The UUID store"));
    ASSERT_GT(texts.size(), 20u);
    const plot::Box picture{0, 0, 1180, 440};
    for (std::size_t i = 0; i < texts.size(); ++i) {
      EXPECT_GE(texts[i].x, picture.x);
      EXPECT_LE(texts[i].right(), picture.right());
      EXPECT_LE(texts[i].bottom(), picture.bottom());
      for (std::size_t j = 0; j < i; ++j) {
        EXPECT_FALSE(texts[i].overlaps(texts[j]))
            << sizes.size() << " sizes: at " << texts[i].x << ", " << texts[i].y << " and "
            << texts[j].x << ", " << texts[j].y;
      }
    }
  }
}

TEST(MemoryCharts, Leave_out_what_was_not_measured) {
  MemoryComparison comparison = two_languages({128, 256});
  comparison.measurements[3].reports = {};
  comparison.measurements[3].cold_latency_ms = {};
  EXPECT_THAT(memory_charts(comparison, "x"), Not(HasSubstr("nan")));
}

}  // namespace
}  // namespace bellwether::lab
