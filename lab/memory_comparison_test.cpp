#include "lab/memory_comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "lab/memory_measurements.h"

namespace bellwether::lab {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

TEST(MemoryComparison, Shows_each_size_with_its_languages_and_what_others_measured) {
  const std::string text = durations(two_languages({128, 3008})).render({});
  // C++ has 2 ms, Python 46 at 128 MB; elsewhere it was 5 and 23.
  EXPECT_THAT(text, HasSubstr("23.0x"));
  EXPECT_THAT(text, HasSubstr("5.00"));
  EXPECT_THAT(text, HasSubstr("3,008"));
  EXPECT_THAT(text, HasSubstr("on AWS*"));
  EXPECT_THAT(text, HasSubstr("  2,048\n"));
}

TEST(MemoryComparison, Tells_how_cold_starts_spread) {
  const std::string text = cold_starts(two_languages({128})).render({});
  EXPECT_THAT(text, HasSubstr("128  C++          2    4.00"));
  EXPECT_THAT(text, HasSubstr("interpreted"));
  EXPECT_THAT(text, HasSubstr("715"));
}

TEST(MemoryComparison, Costs_by_warm_calls_alone) {
  MemoryComparison comparison = two_languages({1024});
  EXPECT_EQ(comparison.measurements[0].usage().billed_ms, 2);
  EXPECT_EQ(comparison.measurements[0].usage().memory_mb, 1024);
  const std::string text = costs(comparison).render({});
  EXPECT_THAT(text, AllOf(HasSubstr("USD on x86_64"), HasSubstr("USD on arm64")));
  EXPECT_THAT(text, HasSubstr("23.33"));  // 20 of requests, 3.33 of GB-seconds
}

TEST(MemoryComparison, Fits_a_terminal_of_120_columns) {
  const MemoryComparison comparison = two_languages({128, 10240});
  for (const Table& table : {durations(comparison), cold_starts(comparison), costs(comparison)}) {
    const std::string text = table.render({});
    EXPECT_LE(text.find('\n', text.find('\n') + 1) - text.find('\n'), 120u) << text;
  }
}

TEST(MemoryComparison, Names_what_went_wrong) {
  MemoryComparison comparison = two_languages({128});
  EXPECT_EQ(comparison.errors(), 0u);
  EXPECT_EQ(errors_found(comparison), "");
  comparison.measurements[1].cold.errors["HTTP 500"] = 2;
  comparison.measurements[1].missing_reports = 1;
  EXPECT_EQ(comparison.errors(), 3u);
  EXPECT_EQ(errors_found(comparison), "128 MB Python:  ERROR HTTP 500 x2  MISSING REPORTS x1\n");
}

TEST(MemoryComparison, Keeps_its_numbers_as_json) {
  const std::string json = to_json(two_languages({128}));
  EXPECT_THAT(json, HasSubstr(R"("memory_mb":128,"language":"C++")"));
  EXPECT_THAT(json, HasSubstr(R"("cold_latency_ms":{"count":2,)"));
  EXPECT_THAT(json, HasSubstr(R"("cold_median_interpreted_ms":715)"));
  EXPECT_THAT(json, HasSubstr(R"("usd_per_100_million_compute")"));
  EXPECT_THAT(json, HasSubstr(R"("region":"us-east-1")"));
  EXPECT_THAT(json, Not(HasSubstr("NaN")));
}

}  // namespace
}  // namespace bellwether::lab
