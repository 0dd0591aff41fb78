#include "aws/client/retry.h"

#include <gtest/gtest.h>

namespace bellwether::aws {
namespace {

using namespace std::chrono_literals;

TEST(Backoff, grows_exponentially_with_full_jitter_up_to_twenty_seconds) {
  EXPECT_EQ(backoff(0, 0.5), 500ms);
  EXPECT_EQ(backoff(1, 0.5), 1s);
  EXPECT_EQ(backoff(2, 0.0), 0ms);
  EXPECT_EQ(backoff(9, 0.9), 20s);
  EXPECT_EQ(backoff(90, 0.9), 20s);
}

TEST(Classify, knows_aws_codes_and_statuses) {
  EXPECT_EQ(classify(Error{.code = "ProvisionedThroughputExceededException"}),
            Retryable::throttling);
  EXPECT_EQ(classify(Error{.code = "Whatever", .http_status = 503}), Retryable::transient);
  EXPECT_EQ(classify(Error{.code = "ValidationException", .http_status = 400}), Retryable::no);
  EXPECT_EQ(classify(Error{.code = "Whatever", .http_status = 501}), Retryable::no);
}

TEST(Classify, knows_the_clients_own_errors) {
  const auto of = [](std::string code) {
    return classify(Error{.code = std::move(code), .http_status = 0});
  };
  EXPECT_EQ(of("EndpointConnectionError"), Retryable::transient);
  EXPECT_EQ(of("ConnectionClosedError"), Retryable::transient);
  EXPECT_EQ(of("ConnectTimeoutError"), Retryable::timeout);
  EXPECT_EQ(of("ReadTimeoutError"), Retryable::timeout);
  for (const char* code :
       {"SSLError", "ResponseParserError", "BodyStreamError", "NoCredentialsError",
        "CredentialRetrievalError", "InvalidConfigError"}) {
    EXPECT_EQ(of(code), Retryable::no) << code;
  }
}

TEST(RetryQuota, runs_dry_and_recovers) {
  RetryQuota quota;
  for (int retry = 0; retry < 100; ++retry) EXPECT_EQ(quota.acquire(Retryable::transient), 5);
  EXPECT_EQ(quota.acquire(Retryable::transient), 0);
  quota.release(5);
  EXPECT_EQ(quota.acquire(Retryable::timeout), 0);
  EXPECT_EQ(quota.acquire(Retryable::throttling), 5);
  quota.release(10'000);
  EXPECT_EQ(quota.available(), 500);
}

}  // namespace
}  // namespace bellwether::aws
