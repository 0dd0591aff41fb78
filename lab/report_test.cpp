#include "lab/report.h"

#include <gtest/gtest.h>

namespace bellwether::lab {
namespace {

TEST(Report, Of_a_cold_start_has_its_init_duration) {
  const auto report = parse_report(
      "REPORT RequestId: 3604209a-e9a3-11e6-939a-754dd98c7be3\tDuration: 12.34 ms\tBilled "
      "Duration: "
      "854 ms\tMemory Size: 128 MB\tMax Memory Used: 18 MB\tInit Duration: 841.60 ms\t\n");
  ASSERT_TRUE(report);
  EXPECT_EQ(report->request_id, "3604209a-e9a3-11e6-939a-754dd98c7be3");
  EXPECT_DOUBLE_EQ(report->duration_ms, 12.34);
  EXPECT_DOUBLE_EQ(report->billed_ms, 854);
  EXPECT_EQ(report->memory_size_mb, 128);
  EXPECT_EQ(report->max_memory_used_mb, 18);
  EXPECT_EQ(report->init_ms, 841.60);
  EXPECT_TRUE(report->cold());
  EXPECT_FALSE(report->failed());
}

TEST(Report, Of_a_warm_call_has_none) {
  const auto report = parse_report(
      "REPORT RequestId: a\tDuration: 1.00 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\tMax "
      "Memory Used: 5 MB\t");
  ASSERT_TRUE(report);
  EXPECT_FALSE(report->cold());
}

TEST(Report, Of_a_failure_says_which) {
  const auto report = parse_report(
      "REPORT RequestId: a\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 "
      "MB\tMax Memory Used: 5 MB\tStatus: timeout");
  ASSERT_TRUE(report);
  EXPECT_EQ(report->status, "timeout");
  EXPECT_TRUE(report->failed());

  const auto exit = parse_report(
      "REPORT RequestId: a\tDuration: 3.00 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax "
      "Memory Used: 5 MB\tStatus: error\tError Type: Runtime.ExitError");
  ASSERT_TRUE(exit);
  EXPECT_EQ(exit->error_type, "Runtime.ExitError");
}

TEST(Report, Bears_the_fields_that_tracing_and_snapshots_add) {
  const auto report = parse_report(
      "REPORT RequestId: a\tDuration: 3.00 ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax "
      "Memory Used: 5 MB\tRestore Duration: 210.11 ms\tBilled Restore Duration: 40 ms\tXRAY "
      "TraceId: "
      "1-2-3\tSegmentId: 4\tSampled: true");
  ASSERT_TRUE(report);
  EXPECT_EQ(report->restore_ms, 210.11);
  EXPECT_TRUE(report->cold());
}

TEST(Report, Is_nothing_else) {
  for (const char* line :
       {"", "START RequestId: a Version: $LATEST", "REPORT",
        "REPORT RequestId: ", "REPORT RequestId: a\tDuration: 3.00 ms",
        "REPORT RequestId: a\tDuration: x ms\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax "
        "Memory Used: 5 MB",
        "REPORT RequestId: a\tDuration: 3.00 s\tBilled Duration: 3 ms\tMemory Size: 128 MB\tMax "
        "Memory Used: 5 MB"}) {
    EXPECT_FALSE(parse_report(line)) << line;
  }
}

}  // namespace
}  // namespace bellwether::lab
