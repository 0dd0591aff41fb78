// AWS's "standard" retry mode.
// https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
#pragma once

#include <chrono>
#include <mutex>

#include "aws/core/error.h"

namespace bellwether::aws {

enum class Retryable {
  no,
  // A 5xx, a broken connection.
  transient,
  // No answer in time: dearer, because each such retry holds resources for long.
  timeout,
  throttling,
};

// Of a service's error, or of one that ClientCore makes.
Retryable classify(const Error& error);

// min(random * 2^retry, 20) seconds: exponential with full jitter. `retry` counts from 0, `random`
// is in [0, 1).
std::chrono::milliseconds backoff(int retry, double random);

// Keeps a program from multiplying an outage: 500 tokens, 5 a retry, 10 after a timeout; a success
// brings them back. Safe from several threads.
class RetryQuota {
 public:
  // The tokens taken, or 0 when there are too few.
  int acquire(Retryable reason);
  // After a success: what its last retry cost, or 1 without a retry.
  void release(int tokens);
  int available() const;

 private:
  static constexpr int capacity = 500;

  mutable std::mutex mutex_;
  int tokens_ = capacity;
};

}  // namespace bellwether::aws
