#include "aws/client/url.h"

#include <gtest/gtest.h>

namespace bellwether::aws {
namespace {

TEST(Url, takes_the_parts_of_an_endpoint) {
  EXPECT_EQ(parse_url("https://dynamodb.eu-west-3.amazonaws.com"),
            (Url{.tls = true, .host = "dynamodb.eu-west-3.amazonaws.com", .port = 443}));
  EXPECT_EQ(parse_url("http://localhost:4566/base/"),
            (Url{.tls = false, .host = "localhost", .port = 4566, .base_path = "/base"}));
  EXPECT_EQ(parse_url("http://[::1]:80/a?b=c"),
            (Url{.tls = false, .host = "::1", .port = 80, .base_path = "/a", .query = "b=c"}));
}

TEST(Url, refuses_what_is_not_an_http_url) {
  for (const char* text :
       {"", "localhost:4566", "ftp://host", "http://", "http://host:0", "http://host:65536",
        "http://host:x", "http://user@host", "http://ho st", "http://[::1", "http://[::1]x"}) {
    EXPECT_FALSE(parse_url(text)) << text;
  }
}

TEST(Url, names_its_authority_without_the_default_port) {
  EXPECT_EQ(parse_url("https://a:443")->authority(), "a");
  EXPECT_EQ(parse_url("https://a:80")->authority(), "a:80");
  EXPECT_EQ(parse_url("http://[::1]:81")->authority(), "[::1]:81");
}

}  // namespace
}  // namespace bellwether::aws
