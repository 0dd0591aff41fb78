// Time and randomness, each through one interface, so that tests can turn the clock.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "aws/core/types.h"

namespace bellwether::cloud {

class Clock {
 public:
  virtual ~Clock() = default;
  // Wall time: what AWS's answers carry.
  virtual aws::Timestamp now() const = 0;
};

class SystemClock final : public Clock {
 public:
  aws::Timestamp now() const override;
};

// Stands still until told otherwise. Thread-safe.
class ManualClock final : public Clock {
 public:
  explicit ManualClock(aws::Timestamp start = {}) : now_(start.time_since_epoch().count()) {}
  aws::Timestamp now() const override;
  void advance(std::chrono::milliseconds by) { now_ += by.count(); }

 private:
  std::atomic<std::int64_t> now_;  // ms since the epoch
};

class Random {
 public:
  virtual ~Random() = default;
  virtual void fill(std::span<std::byte> bytes) = 0;

  std::uint64_t next();
  // Version 4, lower case: request ids.
  std::string uuid();
  // Lower-case letters and digits: API Gateway's ids.
  std::string base36(std::size_t length);
  std::string hex(std::size_t digits);
};

// The kernel's generator, buffered per thread. Thread-safe.
class SystemRandom final : public Random {
 public:
  void fill(std::span<std::byte> bytes) override;
};

// Repeats itself from a seed, for tests. Thread-safe.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(std::uint64_t seed) : state_(seed) {}
  void fill(std::span<std::byte> bytes) override;

 private:
  std::atomic<std::uint64_t> state_;
};

}  // namespace bellwether::cloud
