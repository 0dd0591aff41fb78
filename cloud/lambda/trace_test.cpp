#include "cloud/lambda/trace.h"

#include <gmock/gmock.h>

namespace bellwether::cloud::lambda {
namespace {

using testing::MatchesRegex;

class TraceTest : public testing::Test {
 protected:
  SeededRandom random{7};
  aws::Timestamp now{std::chrono::milliseconds{1795248000123}};  // 2026-11-21 08:00 UTC
};

TEST_F(TraceTest, A_request_without_a_header_is_sampled_when_its_function_is_traced) {
  EXPECT_THAT(new_trace_header(random, now, true),
              MatchesRegex("Root=1-6b014f80-[0-9a-f]{24};Sampled=1"));
  EXPECT_THAT(new_trace_header(random, now, false),
              MatchesRegex("Root=1-6b014f80-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=0"));
}

TEST_F(TraceTest, A_traced_function_works_under_a_segment_of_its_own) {
  const Trace trace = begin_trace("Root=1-2-3;Parent=0efbd19962d95b05;Sampled=1", true, random);
  ASSERT_TRUE(trace.segment);
  EXPECT_EQ(trace.segment->trace_id, "1-2-3");
  EXPECT_EQ(trace.segment->parent_id, "0efbd19962d95b05");
  EXPECT_THAT(trace.segment->id, MatchesRegex("[0-9a-f]{16}"));
  EXPECT_EQ(trace.header, "Root=1-2-3;Parent=" + trace.segment->id + ";Sampled=1");
}

TEST_F(TraceTest, A_traced_function_decides_where_its_caller_did_not) {
  const Trace trace = begin_trace("Root=1-2-3", true, random);
  ASSERT_TRUE(trace.segment);
  EXPECT_EQ(trace.segment->parent_id, "");
}

TEST_F(TraceTest, A_header_is_passed_on_by_who_does_not_trace) {
  for (const char* header : {"Root=1-2-3;Parent=4;Sampled=1", "Root=1-2-3", ""}) {
    const Trace trace = begin_trace(header, false, random);
    EXPECT_EQ(trace.header, header);
    EXPECT_FALSE(trace.segment);
  }
  const Trace refused = begin_trace("Root=1-2-3;Parent=4;Sampled=0", true, random);
  EXPECT_EQ(refused.header, "Root=1-2-3;Parent=4;Sampled=0");
  EXPECT_FALSE(refused.segment);
}

}  // namespace
}  // namespace bellwether::cloud::lambda
