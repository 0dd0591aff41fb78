#include "aws/core/http.h"

#include <gtest/gtest.h>

#include "aws/core/types.h"

namespace bellwether::aws {
namespace {

TEST(Headers, compare_names_without_case_and_keep_repeated_ones) {
  Headers headers;
  headers.add("Set-Cookie", "a");
  headers.add("set-cookie", "b");
  EXPECT_EQ(headers.get("SET-COOKIE"), "a");
  EXPECT_EQ(headers.size(), 2U);
  headers.set("Set-Cookie", "c");
  EXPECT_EQ(headers.size(), 1U);
  EXPECT_EQ(headers.find("absent"), nullptr);
}

TEST(PercentCoding, round_trips_every_byte) {
  std::string bytes;
  for (int c = 0; c < 256; ++c) bytes.push_back(static_cast<char>(c));
  EXPECT_EQ(percent_decode(percent_encode(bytes)), bytes);
  EXPECT_EQ(percent_encode("a/b c~", true), "a/b%20c~");
  EXPECT_EQ(percent_decode("%zz%4"), "%zz%4");
}

TEST(Query, decodes_plus_and_keeps_empty_values_and_repeats) {
  const auto query = parse_query("a=1+2&b&a=%26&&c=");
  ASSERT_EQ(query.size(), 4U);
  EXPECT_EQ(query[0].second, "1 2");
  EXPECT_EQ(query[1].first, "b");
  EXPECT_EQ(query[2].second, "&");
  EXPECT_EQ(query[3].second, "");
}

TEST(Base64, round_trips_every_length_and_refuses_what_is_not_base64) {
  for (std::size_t n = 0; n < 20; ++n) {
    const std::string bytes(n, '\xfe');
    std::string back;
    ASSERT_TRUE(base64_decode(base64_encode(bytes), back));
    EXPECT_EQ(back, bytes);
  }
  std::string ignored;
  EXPECT_FALSE(base64_decode("abc", ignored));
  EXPECT_FALSE(base64_decode("ab!=", ignored));
  EXPECT_FALSE(base64_decode("a===", ignored));
}

}  // namespace
}  // namespace bellwether::aws
