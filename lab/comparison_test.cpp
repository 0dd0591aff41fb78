#include "lab/comparison.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bellwether::lab {
namespace {

using testing::HasSubstr;
using namespace std::chrono_literals;

Measurement measurement(std::string language, std::chrono::nanoseconds wall, double duration) {
  Measurement one{.route = "cat(3,8)", .language = std::move(language), .function = "f"};
  one.load.calls = 2;
  one.load.wall = wall;
  one.load.answers["200"] = 2;
  const std::vector<Report> reports = {{.duration_ms = duration * 2,
                                        .billed_ms = duration * 3,
                                        .memory_size_mb = 128,
                                        .max_memory_used_mb = 5,
                                        .init_ms = duration},
                                       {.duration_ms = duration,
                                        .billed_ms = duration,
                                        .memory_size_mb = 128,
                                        .max_memory_used_mb = 5}};
  one.reports = statistics(reports);
  return one;
}

Comparison comparison() {
  return {.concurrency = 2,
          .calls = 2,
          .cores = 2,
          .measurements = {measurement("C++", 1s, 100), measurement("Python", 10s, 5000)}};
}

TEST(Comparison, Tells_how_many_times_faster_the_first_language_is) {
  EXPECT_EQ(wall_times(comparison()).render({}),
            "          wall time s      ratio        calls/s       at once\n"
            "route      C++  Python  Python / C++   C++  Python  C++  Python\n"
            "--------  ----  ------  ------------  ----  ------  ---  ------\n"
            "cat(3,8)  1.00    10.0         10.0x  2.00    0.20    1       1\n");
  EXPECT_THAT(reports(comparison()).render({}), HasSubstr("50.0x"));
}

TEST(Comparison, Costs_by_the_billed_time_of_all_calls) {
  const std::string text = costs(comparison()).render({});
  EXPECT_THAT(text, HasSubstr("Python       10,000"));
  EXPECT_THAT(text, HasSubstr("50.0x"));
  EXPECT_EQ(comparison().measurements[0].usage().billed_ms, 200);
}

TEST(Comparison, Fits_a_terminal_of_120_columns) {
  for (const Table& table :
       {wall_times(comparison()), reports(comparison()), costs(comparison())}) {
    const std::string text = table.render({});
    EXPECT_LE(text.find('\n', text.find('\n') + 1) - text.find('\n'), 120u) << text;
  }
}

TEST(Comparison, Without_errors_has_none) {
  EXPECT_EQ(comparison().errors(), 0u);
}

TEST(Comparison, Counts_and_shows_every_error) {
  Comparison bad = comparison();
  bad.measurements[0].load.errors["HTTP 502"] = 3;
  bad.measurements[1].reports.failures["Runtime.ExitError"] = 2;
  bad.measurements[1].missing_reports = 1;
  EXPECT_EQ(bad.errors(), 6u);
  EXPECT_THAT(answers(bad), HasSubstr("ERROR HTTP 502 x3"));
  EXPECT_THAT(answers(bad), HasSubstr("FAILED Runtime.ExitError x2"));
  EXPECT_THAT(answers(bad), HasSubstr("MISSING REPORTS x1"));
}

TEST(Comparison, Keeps_its_numbers_as_json) {
  const std::string json = to_json(comparison());
  EXPECT_THAT(json, HasSubstr(R"("concurrency":2)"));
  EXPECT_THAT(json, HasSubstr(R"("cold_total_ms":{"count":1,"avg":15000)"));
  EXPECT_THAT(json, HasSubstr(R"("wall_s":10)"));
  EXPECT_THAT(json, HasSubstr(R"("cost":{"billed_ms":200,"memory_mb":128,"x86_64":{)"));
}

}  // namespace
}  // namespace bellwether::lab
