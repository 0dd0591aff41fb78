#include <fstream>

#include <gtest/gtest.h>

#include "aws/client/credentials_provider.h"
#include "aws/client/test_server.h"
#include "aws/core/time_format.h"

namespace bellwether::aws {
namespace {

using namespace std::chrono_literals;
using testing::BundleFile;
using testing::ok;
using testing::TestServer;

std::string answer(const std::string& key, const std::string& expiration) {
  return ok(R"({"AccessKeyId":")" + key + R"(","SecretAccessKey":"s","Token":"t","Expiration":")" +
            expiration + R"(","RoleArn":"arn"})");
}

TEST(ContainerCredentials, are_fetched_once_and_again_before_they_expire) {
  std::atomic<int> calls = 0;
  TestServer server([&](const std::string&) {
    return answer("K" + std::to_string(++calls), "2026-11-21T09:00:00Z");
  });
  Timestamp now = *parse_iso8601("2026-11-21T08:00:00Z");
  auto provider =
      ContainerCredentials::create({.url = server.url() + "/v2/c?id=1"}, [&] { return now; });
  ASSERT_TRUE(provider);
  EXPECT_EQ((*provider)->credentials()->access_key_id, "K1");
  EXPECT_EQ((*provider)->credentials()->session_token, "t");
  EXPECT_EQ(calls, 1);
  now += 56min;
  EXPECT_EQ((*provider)->credentials()->access_key_id, "K2");
  EXPECT_EQ(server.requests()[0].substr(0, 24), "GET /v2/c?id=1 HTTP/1.1\r");
}

TEST(ContainerCredentials, send_the_token_of_the_file) {
  TestServer server([](const std::string&) { return answer("K", "2026-11-21T09:00:00Z"); });
  const BundleFile token("Bearer abc\n");
  auto provider = ContainerCredentials::create(
      {.url = server.url(), .authorization_token_file = token.path()}, [] { return Timestamp{}; });
  ASSERT_TRUE((*provider)->credentials());
  EXPECT_NE(server.requests()[0].find("Authorization: Bearer abc\r\n"), std::string::npos);
}

TEST(ContainerCredentials, outlive_an_endpoint_that_fails_until_they_expire) {
  std::atomic<bool> failing = false;
  TestServer server([&](const std::string&) {
    return failing ? testing::status(500, "") : answer("K", "2026-11-21T09:00:00Z");
  });
  Timestamp now = *parse_iso8601("2026-11-21T08:00:00Z");
  auto provider = ContainerCredentials::create({.url = server.url()}, [&] { return now; });
  ASSERT_TRUE((*provider)->credentials());
  failing = true;
  now += 57min;
  EXPECT_TRUE((*provider)->credentials());
  now += 4min;
  const auto expired = (*provider)->credentials();
  ASSERT_FALSE(expired);
  EXPECT_EQ(expired.error().code, "CredentialRetrievalError");
}

TEST(ContainerCredentials, refuse_an_answer_without_keys) {
  TestServer server([](const std::string&) { return ok("{}"); });
  auto provider = ContainerCredentials::create({.url = server.url()}, [] { return Timestamp{}; });
  EXPECT_FALSE((*provider)->credentials());
}

TEST(ContainerCredentials, refuse_plain_http_to_another_host) {
  const auto now = [] { return Timestamp{}; };
  EXPECT_FALSE(ContainerCredentials::create({.url = "http://example.com/"}, now));
  EXPECT_FALSE(ContainerCredentials::create({.url = "http://169.254.169.254/"}, now));
  EXPECT_TRUE(ContainerCredentials::create({.url = "https://example.com/"}, now));
  EXPECT_TRUE(ContainerCredentials::create({.url = "http://169.254.170.2/x"}, now));
  EXPECT_TRUE(ContainerCredentials::create({.url = "http://127.9.9.9/x"}, now));
}

}  // namespace
}  // namespace bellwether::aws
