#include "lab/histogram.h"

#include <gtest/gtest.h>

namespace bellwether::lab {
namespace {

using namespace std::chrono_literals;

TEST(Histogram, Of_nothing_is_zero) {
  const Histogram histogram;
  EXPECT_EQ(histogram.count(), 0u);
  EXPECT_EQ(histogram.min(), 0ns);
  EXPECT_EQ(histogram.max(), 0ns);
  EXPECT_EQ(histogram.percentile(50), 0ns);
}

TEST(Histogram, Knows_least_most_and_mean_exactly) {
  Histogram histogram;
  for (const auto value : {1'234'567ns, 3ns, 9'999'999'999ns}) histogram.record(value);
  EXPECT_EQ(histogram.min(), 3ns);
  EXPECT_EQ(histogram.max(), 9'999'999'999ns);
  EXPECT_NEAR(histogram.mean_ns(), (1'234'567 + 3 + 9'999'999'999) / 3.0, 1);
}

TEST(Histogram, Knows_percentiles_within_two_percent_over_seven_decades) {
  for (const double scale_us : {1.0, 10.0, 1e3, 1e5, 1e7}) {
    Histogram histogram;
    for (int i = 1; i <= 100; ++i) {
      histogram.record(std::chrono::nanoseconds(static_cast<std::int64_t>(i * scale_us * 1000)));
    }
    for (const double percent : {1.0, 50.0, 90.0, 99.0, 100.0}) {
      const auto got = static_cast<double>(histogram.percentile(percent).count()) / 1000;
      EXPECT_NEAR(got, percent * scale_us, percent * scale_us * 0.02 + 1) << percent << scale_us;
    }
  }
}

TEST(Histogram, Adds_up) {
  Histogram a;
  Histogram b;
  a.record(1ms);
  b.record(3ms);
  b.record(5ms);
  a.add(b);
  EXPECT_EQ(a.count(), 3u);
  EXPECT_EQ(a.min(), 1ms);
  EXPECT_EQ(a.max(), 5ms);
}

TEST(Histogram, Counts_what_is_longer_than_its_range_in_its_last_bucket) {
  Histogram histogram;
  histogram.record(24h);
  EXPECT_EQ(histogram.count(), 1u);
  EXPECT_EQ(histogram.max(), 24h);
}

}  // namespace
}  // namespace bellwether::lab
