#include "lab/cost.h"

#include <gtest/gtest.h>

namespace bellwether::lab {
namespace {

// AWS's own example: 3 million requests of 1,536 MB and 120 ms a month.
// https://aws.amazon.com/lambda/pricing/
constexpr Usage example{.billed_ms = 120, .memory_mb = 1536, .requests = 3'000'000};

TEST(Cost, Is_that_of_the_pricing_pages_example) {
  EXPECT_DOUBLE_EQ(example.gb_seconds(), 540'000);
  const Cost after_free_tier = cost(example, Architecture::x86_64, FreeTier::one_month);
  EXPECT_NEAR(after_free_tier.compute_usd, 2.33, 0.005);
  EXPECT_NEAR(after_free_tier.request_usd, 0.40, 0.005);
  EXPECT_NEAR(after_free_tier.total_usd(), 2.73, 0.005);
}

TEST(Cost, Leaves_the_free_tier_out_unless_asked) {
  EXPECT_NEAR(cost(example, Architecture::x86_64).compute_usd, 9.00, 0.005);
  EXPECT_NEAR(cost(example, Architecture::x86_64).request_usd, 0.60, 0.005);
}

TEST(Cost, Is_nothing_within_the_free_tier) {
  const Usage little{.billed_ms = 10, .memory_mb = 128, .requests = 1'000'000};
  EXPECT_EQ(cost(little, Architecture::arm64, FreeTier::one_month).total_usd(), 0);
}

TEST(Cost, Of_a_gb_second_is_a_fifth_less_on_arm64) {
  EXPECT_NEAR(cost(example, Architecture::arm64).compute_usd /
                  cost(example, Architecture::x86_64).compute_usd,
              0.8, 0.00001);
  EXPECT_EQ(cost(example, Architecture::arm64).request_usd,
            cost(example, Architecture::x86_64).request_usd);
}

TEST(Cost, Grows_with_memory_time_and_number) {
  const double one = cost({.billed_ms = 1, .memory_mb = 128}, Architecture::x86_64).compute_usd;
  EXPECT_DOUBLE_EQ(
      cost({.billed_ms = 2, .memory_mb = 256, .requests = 4}, Architecture::x86_64).compute_usd,
      16 * one);
}

TEST(TimesCheaper, Is_unknown_of_what_costs_nothing) {
  EXPECT_EQ(times_cheaper(2, 8), 4);
  EXPECT_FALSE(times_cheaper(0, 8));
  EXPECT_FALSE(times_cheaper(2, 0));
}

}  // namespace
}  // namespace bellwether::lab
