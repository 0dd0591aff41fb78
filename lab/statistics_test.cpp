#include "lab/statistics.h"

#include <gtest/gtest.h>

namespace bellwether::lab {
namespace {

TEST(Summary, Of_nothing_is_zero) {
  EXPECT_EQ(summarize({}).count, 0u);
  EXPECT_EQ(summarize({}).p99, 0);
}

TEST(Summary, Has_the_sample_deviation_and_percentiles_that_occurred) {
  const Summary summary = summarize({8, 2, 4, 4, 4, 5, 5, 7, 9, 10});
  EXPECT_EQ(summary.count, 10u);
  EXPECT_DOUBLE_EQ(summary.avg, 5.8);
  EXPECT_EQ(summary.min, 2);
  EXPECT_EQ(summary.max, 10);
  EXPECT_NEAR(summary.stddev, 2.5734, 0.0001);
  EXPECT_EQ(summary.p50, 5);
  EXPECT_EQ(summary.p90, 9);
  EXPECT_EQ(summary.p95, 10);
  EXPECT_EQ(summary.p99, 10);
}

TEST(Summary, Of_one_value_does_not_deviate) {
  EXPECT_EQ(summarize({3}).stddev, 0);
}

TEST(Statistics, Keep_cold_starts_and_failures_out_of_the_warm_calls) {
  const std::vector<Report> reports = {
      {.duration_ms = 100,
       .billed_ms = 301,
       .memory_size_mb = 128,
       .max_memory_used_mb = 5,
       .init_ms = 200.5},
      {.duration_ms = 10, .billed_ms = 10, .memory_size_mb = 128, .max_memory_used_mb = 6},
      {.duration_ms = 20, .billed_ms = 20, .memory_size_mb = 128, .max_memory_used_mb = 7},
      {.duration_ms = 3000,
       .billed_ms = 3000,
       .memory_size_mb = 128,
       .max_memory_used_mb = 8,
       .status = "timeout"},
      {.duration_ms = 1,
       .billed_ms = 1,
       .memory_size_mb = 128,
       .max_memory_used_mb = 9,
       .status = "error",
       .error_type = "Runtime.ExitError"},
  };
  const FunctionStatistics result = statistics(reports);
  EXPECT_EQ(result.invocations, 5u);
  EXPECT_EQ(result.memory_size_mb, 128);
  EXPECT_EQ(result.warm_duration_ms.count, 2u);
  EXPECT_EQ(result.warm_duration_ms.avg, 15);
  EXPECT_EQ(result.cold_total_ms.count, 1u);
  EXPECT_EQ(result.cold_init_ms.avg, 200.5);
  EXPECT_EQ(result.cold_duration_ms.avg, 100);
  EXPECT_EQ(result.cold_total_ms.avg, 300.5);
  EXPECT_EQ(result.max_memory_used_mb.max, 9);
  EXPECT_EQ(result.billed_ms, 3332);
  EXPECT_EQ(result.failures.at("timeout"), 1u);
  EXPECT_EQ(result.failures.at("Runtime.ExitError"), 1u);
}

}  // namespace
}  // namespace bellwether::lab
