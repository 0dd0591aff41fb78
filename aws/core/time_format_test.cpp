#include "aws/core/time_format.h"

#include <gtest/gtest.h>

namespace bellwether::aws {
namespace {

using std::chrono::milliseconds;

TEST(TimeFormat, writes_the_three_forms) {
  const Timestamp time{milliseconds{1445412480123}};
  EXPECT_EQ(format_iso8601(time), "2015-10-21T07:28:00.123Z");
  EXPECT_EQ(format_rfc822(time), "Wed, 21 Oct 2015 07:28:00 GMT");
  EXPECT_EQ(format_epoch_seconds(time), "1445412480.123");
  EXPECT_EQ(format_epoch_seconds(Timestamp{milliseconds{1445412480000}}), "1445412480");
}

TEST(TimeFormat, reads_what_it_writes) {
  const Timestamp time{milliseconds{951827696007}};
  EXPECT_EQ(parse_iso8601(format_iso8601(time)), time);
  EXPECT_EQ(parse_rfc822(format_rfc822(time)), std::chrono::floor<std::chrono::seconds>(time));
}

TEST(TimeFormat, reads_zones_and_refuses_impossible_days) {
  EXPECT_EQ(parse_iso8601("2015-10-21T09:28:00+02:00"), parse_iso8601("2015-10-21T07:28:00Z"));
  EXPECT_FALSE(parse_iso8601("2015-02-30T00:00:00Z"));
  EXPECT_FALSE(parse_iso8601("2015-02-20T00:00:00"));
  EXPECT_FALSE(parse_rfc822("Wed, 21 Foo 2015 07:28:00 GMT"));
}

}  // namespace
}  // namespace bellwether::aws
