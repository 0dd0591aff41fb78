// Latencies in constant memory, whatever their number: counts in buckets whose width grows with the
// value, so that any percentile is known within 1.6 % (the idea of HdrHistogram).
#pragma once

#include <array>
#include <chrono>
#include <cstdint>

namespace bellwether::lab {

// Not thread-safe. 15 KB.
class Histogram {
 public:
  void record(std::chrono::nanoseconds value);
  void add(const Histogram& other);

  std::uint64_t count() const { return count_; }
  // The three are exact; zero when nothing was recorded.
  std::chrono::nanoseconds min() const;
  std::chrono::nanoseconds max() const { return max_; }
  double mean_ns() const;
  // The value that `percent` of all recorded ones do not exceed, 0 < percent <= 100, rounded up to
  // the end of its bucket; zero when nothing was recorded.
  std::chrono::nanoseconds percentile(double percent) const;

 private:
  // 64 buckets an octave, from a microsecond: 2^30 microseconds, about 18 minutes, need 25 octaves
  // above the 64 of linear width. What is longer is counted in the last bucket.
  static constexpr unsigned bits = 6;
  static constexpr std::uint64_t linear = std::uint64_t{1} << bits;
  static constexpr std::size_t octaves = 25;
  static std::size_t bucket_of(std::uint64_t microseconds);
  static std::uint64_t end_of(std::size_t bucket);

  std::array<std::uint64_t, linear * octaves> buckets_{};
  std::uint64_t count_ = 0;
  double sum_ns_ = 0;
  std::chrono::nanoseconds min_ = std::chrono::nanoseconds::max();
  std::chrono::nanoseconds max_{0};
};

}  // namespace bellwether::lab
