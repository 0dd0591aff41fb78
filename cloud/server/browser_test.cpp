#include "cloud/server/browser.h"

#include <gtest/gtest.h>

namespace bellwether::cloud::server {
namespace {

aws::HttpRequest from(std::string_view origin) {
  aws::HttpRequest request;
  request.headers.add("Origin", origin);
  return request;
}

TEST(OriginPolicy, Permits_what_no_page_sent) {
  EXPECT_TRUE(OriginPolicy({}).permits({}));
}

TEST(OriginPolicy, Permits_pages_of_this_machine) {
  OriginPolicy policy({});
  for (auto origin : {"http://localhost", "http://localhost:3000", "https://app.localhost:8443",
                      "http://127.0.0.1:5173", "http://[::1]:80"}) {
    EXPECT_TRUE(policy.permits(from(origin))) << origin;
  }
}

TEST(OriginPolicy, Refuses_pages_from_elsewhere) {
  OriginPolicy policy({});
  for (auto origin : {"http://example.com", "null", "", "http://localhost.example.com",
                      "http://127.0.0.1.example.com", "http://evillocalhost",
                      "http://127.example.com", "file://"}) {
    EXPECT_FALSE(policy.permits(from(origin))) << origin;
  }
}

TEST(OriginPolicy, Permits_origins_allowed_by_name) {
  OriginPolicy policy({"https://a.example"});
  EXPECT_TRUE(policy.permits(from("https://a.example")));
  EXPECT_FALSE(policy.permits(from("http://a.example")));
}

TEST(LocalHost, Is_an_address_or_a_name_that_no_public_server_can_give) {
  for (auto host : {"127.0.0.1:4566", "localhost", "LOCALHOST:1", "x.localhost:4566", "[::1]:4566",
                    "192.168.1.7", "bellwether:4566"}) {
    EXPECT_TRUE(is_local_host(host)) << host;
  }
  for (auto host : {"example.com", "127.0.0.1.example.com:4566", "a.b:80"}) {
    EXPECT_FALSE(is_local_host(host)) << host;
  }
}

}  // namespace
}  // namespace bellwether::cloud::server
