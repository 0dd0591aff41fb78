#include "lab/saturation.h"

#include <stop_token>
#include <thread>

#include <gtest/gtest.h>

namespace bellwether::lab {
namespace {

TEST(Saturation, Leaves_room_for_the_cloud_beside_the_functions) {
  EXPECT_EQ(undistorted_concurrency({.cores = 2}, 128), 20);  // 1.5 cores / (128/1769)
  EXPECT_EQ(undistorted_concurrency({.cores = 2}, 1769), 1);
  EXPECT_EQ(undistorted_concurrency({.cores = 1}, 10'240), 1);  // never none
}

TEST(Saturation, Runs_fewer_at_once_of_calls_that_are_mostly_overhead) {
  using namespace std::chrono_literals;
  const Machine machine{.cores = 2};
  EXPECT_EQ(undistorted_concurrency(machine, 128, 2s), 20);
  EXPECT_EQ(undistorted_concurrency(machine, 128, 30ms), 16);
  EXPECT_EQ(undistorted_concurrency(machine, 128, 2ms), 4);
  EXPECT_EQ(undistorted_concurrency(machine, 128, 100us), 1);
}

TEST(Saturation, Warns_only_beyond_what_the_machine_carries) {
  EXPECT_FALSE(saturation_warning({.cores = 2}, 128, 20));
  const auto warning = saturation_warning({.cores = 2}, 128, 100);
  ASSERT_TRUE(warning);
  EXPECT_NE(warning->find("7.2 cores"), std::string::npos) << *warning;
}

TEST(Saturation, Finds_at_least_a_sliver_of_a_core_here) {
  EXPECT_GT(this_machine().cores, 0);
}

TEST(Saturation, Tells_of_others_that_keep_cores_busy) {
  EXPECT_FALSE(company_warning(0.05));
  EXPECT_NE(company_warning(1.26)->find("1.3 cores"), std::string::npos);
}

TEST(Saturation, Sees_that_cores_are_busy) {
  std::jthread spin([](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
    }
  });
  EXPECT_GT(busy_cores(), 0.3);
}

}  // namespace
}  // namespace bellwether::lab
