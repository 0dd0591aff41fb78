#include "lab/collect.h"

#include <gtest/gtest.h>

namespace bellwether::lab {
namespace {

using aws::logs::FilteredLogEvent;
using aws::logs::FilterLogEventsRequest;
using aws::logs::FilterLogEventsResponse;
using namespace std::chrono_literals;

FilteredLogEvent report(const std::string& id) {
  return {.message = "REPORT RequestId: " + id +
                     "\tDuration: 1.00 ms\tBilled Duration: 1 ms\tMemory Size: 128 MB\tMax Memory "
                     "Used: 5 MB\t\n"};
}

TEST(Collect, Follows_the_pages_and_passes_over_other_lines) {
  std::vector<FilterLogEventsRequest> asked;
  const auto reports = collect_reports(
      [&](const FilterLogEventsRequest& request) -> aws::Result<FilterLogEventsResponse> {
        asked.push_back(request);
        if (asked.size() == 1) {
          return FilterLogEventsResponse{
              .events = {{report("a"), {.message = "said REPORT itself"}}}, .nextToken = "1"};
        }
        if (asked.size() == 2) return FilterLogEventsResponse{.nextToken = "2"};
        return FilterLogEventsResponse{.events = {{report("b")}}};
      },
      {.function = "cat", .since = aws::Timestamp(42ms), .expected = 2});

  ASSERT_TRUE(reports);
  ASSERT_EQ(reports->size(), 2u);
  EXPECT_EQ(reports->at(0).request_id, "a");
  EXPECT_EQ(reports->at(1).request_id, "b");
  ASSERT_EQ(asked.size(), 3u);
  EXPECT_EQ(asked[0].logGroupName, "/aws/lambda/cat");
  EXPECT_EQ(asked[0].startTime, 42);
  EXPECT_EQ(asked[2].nextToken, "2");
}

TEST(Collect, Waits_for_reports_that_come_after_the_answer) {
  int asked = 0;
  const auto reports = collect_reports(
      [&](const FilterLogEventsRequest&) -> aws::Result<FilterLogEventsResponse> {
        if (++asked == 1) {
          return aws::fail({.code = "ResourceNotFoundException", .message = "no group yet"});
        }
        if (asked == 2) return FilterLogEventsResponse{.events = {{report("a")}}};
        return FilterLogEventsResponse{.events = {{report("a"), report("b")}}};
      },
      {.function = "cat", .since = {}, .expected = 2});
  ASSERT_TRUE(reports);
  EXPECT_EQ(reports->size(), 2u);
}

TEST(Collect, Gives_what_there_is_when_patience_runs_out) {
  const auto reports = collect_reports(
      [](const FilterLogEventsRequest&) -> aws::Result<FilterLogEventsResponse> {
        return FilterLogEventsResponse{.events = {{report("a")}}};
      },
      {.function = "cat", .since = {}, .expected = 2, .patience = 60ms});
  ASSERT_TRUE(reports);
  EXPECT_EQ(reports->size(), 1u);
}

TEST(Collect, Hands_on_the_services_error) {
  const auto reports = collect_reports(
      [](const FilterLogEventsRequest&) -> aws::Result<FilterLogEventsResponse> {
        return aws::fail({.code = "AccessDeniedException", .message = "no"});
      },
      {.function = "cat", .since = {}, .expected = 1});
  ASSERT_FALSE(reports);
  EXPECT_EQ(reports.error().code, "AccessDeniedException");
}

}  // namespace
}  // namespace bellwether::lab
