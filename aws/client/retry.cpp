#include "aws/client/retry.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace bellwether::aws {
namespace {

constexpr std::array<std::string_view, 14> throttling_codes{
    "Throttling",
    "ThrottlingException",
    "ThrottledException",
    "RequestThrottledException",
    "TooManyRequestsException",
    "ProvisionedThroughputExceededException",
    "TransactionInProgressException",
    "RequestLimitExceeded",
    "BandwidthLimitExceeded",
    "LimitExceededException",
    "RequestThrottled",
    "SlowDown",
    "PriorRequestNotComplete",
    "EC2ThrottledException"};
constexpr std::array<std::string_view, 5> transient_codes{
    "RequestTimeout", "RequestTimeoutException", "InternalError", "EndpointConnectionError",
    "ConnectionClosedError"};
constexpr std::array<std::string_view, 2> timeout_codes{"ConnectTimeoutError", "ReadTimeoutError"};

template <std::size_t Size>
bool contains(const std::array<std::string_view, Size>& codes, std::string_view code) {
  return std::find(codes.begin(), codes.end(), code) != codes.end();
}

}  // namespace

Retryable classify(const Error& error) {
  if (contains(throttling_codes, error.code)) return Retryable::throttling;
  if (contains(transient_codes, error.code)) return Retryable::transient;
  if (contains(timeout_codes, error.code)) return Retryable::timeout;
  switch (error.http_status) {
    case 500:
    case 502:
    case 503:
    case 504:
      return Retryable::transient;
    default:
      return Retryable::no;
  }
}

std::chrono::milliseconds backoff(int retry, double random) {
  constexpr double longest = 20'000;
  const double ceiling = 1'000.0 * static_cast<double>(1 << std::min(retry, 10));
  return std::chrono::milliseconds(static_cast<long long>(std::min(random * ceiling, longest)));
}

int RetryQuota::acquire(Retryable reason) {
  const int cost = reason == Retryable::timeout ? 10 : 5;
  const std::lock_guard lock(mutex_);
  if (tokens_ < cost) return 0;
  tokens_ -= cost;
  return cost;
}

void RetryQuota::release(int tokens) {
  const std::lock_guard lock(mutex_);
  tokens_ = std::min(capacity, tokens_ + tokens);
}

int RetryQuota::available() const {
  const std::lock_guard lock(mutex_);
  return tokens_;
}

}  // namespace bellwether::aws
