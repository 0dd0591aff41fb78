#include "cloud/cloudformation/parallel.h"

#include <atomic>
#include <latch>
#include <mutex>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bellwether::cloud::cloudformation {
namespace {

Result<aws::Unit> done() {
  return {};
}

TEST(RunSteps, A_step_waits_for_those_before_it) {
  std::mutex mutex;
  std::vector<int> order;
  const auto note = [&](int step) {
    return [&, step]() -> Result<aws::Unit> {
      const std::lock_guard lock(mutex);
      order.push_back(step);
      return done();
    };
  };
  EXPECT_TRUE(run_steps({{.after = {1}, .run = note(0)},
                         {.after = {2}, .run = note(1)},
                         {.after = {}, .run = note(2)}})
                  .empty());
  EXPECT_THAT(order, ::testing::ElementsAre(2, 1, 0));
}

TEST(RunSteps, Independent_steps_run_at_once) {
  // Each waits for the other: one at a time would never end.
  std::latch both(2);
  const auto meet = [&] {
    both.arrive_and_wait();
    return done();
  };
  EXPECT_TRUE(run_steps({{.after = {}, .run = meet}, {.after = {}, .run = meet}}).empty());
}

TEST(RunSteps, After_a_failure_nothing_is_begun_and_what_is_under_way_is_waited_for) {
  std::latch started(2);
  std::atomic<bool> finished = false;
  std::atomic<bool> begun = false;
  const auto errors = run_steps({
      {.after = {},
       .run =
           [&] {
             started.arrive_and_wait();
             finished = true;
             return done();
           }},
      {.after = {},
       .run = [&]() -> Result<aws::Unit> {
         started.arrive_and_wait();
         return aws::fail({.code = "Broken", .message = "as it must"});
       }},
      {.after = {1},
       .run =
           [&] {
             begun = true;
             return done();
           }},
  });
  ASSERT_EQ(errors.size(), 1U);
  EXPECT_EQ(errors.front().code, "Broken");
  EXPECT_TRUE(finished);
  EXPECT_FALSE(begun);
}

TEST(RunSteps, Nothing_to_do_is_done) {
  EXPECT_TRUE(run_steps({}).empty());
}

}  // namespace
}  // namespace bellwether::cloud::cloudformation
