#include "lab/plot/scale.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace bellwether::lab::plot {
namespace {

using testing::DoubleNear;
using testing::ElementsAre;
using testing::Pointwise;

TEST(Scale, Steps_by_one_two_or_five) {
  EXPECT_THAT(linear_scale(23).ticks, ElementsAre(0, 5, 10, 15, 20, 25));
  EXPECT_THAT(linear_scale(715).ticks, ElementsAre(0, 200, 400, 600, 800));
  EXPECT_THAT(linear_scale(6).ticks, ElementsAre(0, 1, 2, 3, 4, 5, 6));
  EXPECT_THAT(linear_scale(0.23).ticks,
              Pointwise(DoubleNear(1e-9), {0.0, 0.05, 0.1, 0.15, 0.2, 0.25}));
}

TEST(Scale, Of_nothing_still_is_one) {
  EXPECT_EQ(linear_scale(0).high, 1);
}

TEST(Scale, Reaches_its_highest_value_and_no_further_tick) {
  for (double highest = 0.001; highest < 1e6; highest *= 1.7) {
    const Scale scale = linear_scale(highest);
    EXPECT_GE(scale.high, highest * (1 - 1e-9));
    EXPECT_LT(scale.ticks[scale.ticks.size() - 2], highest);
    EXPECT_LE(scale.ticks.size(), 7u) << highest;
  }
}

TEST(Scale, Is_finely_marked_over_two_decades_and_coarsely_beyond) {
  EXPECT_THAT(logarithmic_scale(3, 80).ticks,
              Pointwise(DoubleNear(1e-9), {2.0, 5.0, 10.0, 20.0, 50.0, 100.0}));
  EXPECT_THAT(logarithmic_scale(0.3, 800).ticks,
              Pointwise(DoubleNear(1e-9), {0.1, 1.0, 10.0, 100.0, 1000.0}));
  EXPECT_THAT(logarithmic_scale(10, 10).ticks, Pointwise(DoubleNear(1e-9), {10.0, 20.0}));
}

TEST(Scale, Puts_equal_ratios_at_equal_distances) {
  const Scale scale = logarithmic_scale(1, 100);
  EXPECT_DOUBLE_EQ(scale.position(1), 0);
  EXPECT_DOUBLE_EQ(scale.position(10), 0.5);
  EXPECT_DOUBLE_EQ(scale.position(100), 1);
}

TEST(TickLabel, Has_no_digits_that_say_nothing) {
  EXPECT_EQ(tick_label(0), "0");
  EXPECT_EQ(tick_label(0.05), "0.05");
  EXPECT_EQ(tick_label(0.15000000000000002), "0.15");
  EXPECT_EQ(tick_label(1500), "1,500");
}

}  // namespace
}  // namespace bellwether::lab::plot
