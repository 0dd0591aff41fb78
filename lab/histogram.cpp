#include "lab/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace bellwether::lab {

std::size_t Histogram::bucket_of(std::uint64_t microseconds) {
  if (microseconds < linear) return microseconds;
  // The octave's number, and the `bits` bits after the leading one as the place within it.
  const auto octave = static_cast<unsigned>(std::bit_width(microseconds)) - bits;
  const auto place = (microseconds >> (octave - 1)) - linear;
  const auto bucket = octave * linear + place;
  return std::min<std::uint64_t>(bucket, linear * octaves - 1);
}

std::uint64_t Histogram::end_of(std::size_t bucket) {
  if (bucket < linear) return bucket;
  const auto octave = bucket / linear;
  const auto place = bucket % linear;
  return ((linear + place + 1) << (octave - 1)) - 1;
}

void Histogram::record(std::chrono::nanoseconds value) {
  value = std::max(value, std::chrono::nanoseconds{0});
  const auto microseconds = std::chrono::ceil<std::chrono::microseconds>(value);
  ++buckets_[bucket_of(static_cast<std::uint64_t>(microseconds.count()))];
  ++count_;
  sum_ns_ += static_cast<double>(value.count());
  min_ = std::min(min_, value);
  max_ = std::max(max_, value);
}

void Histogram::add(const Histogram& other) {
  for (std::size_t i = 0; i < buckets_.size(); ++i) buckets_[i] += other.buckets_[i];
  count_ += other.count_;
  sum_ns_ += other.sum_ns_;
  min_ = std::min(min_, other.min_);
  max_ = std::max(max_, other.max_);
}

std::chrono::nanoseconds Histogram::min() const {
  return count_ == 0 ? std::chrono::nanoseconds{0} : min_;
}

double Histogram::mean_ns() const {
  return count_ == 0 ? 0 : sum_ns_ / static_cast<double>(count_);
}

std::chrono::nanoseconds Histogram::percentile(double percent) const {
  if (count_ == 0) return std::chrono::nanoseconds{0};
  const auto rank = static_cast<std::uint64_t>(
      std::ceil(static_cast<double>(count_) * std::clamp(percent, 0.0, 100.0) / 100));
  std::uint64_t seen = 0;
  for (std::size_t i = 0; i < buckets_.size(); ++i) {
    seen += buckets_[i];
    if (seen >= std::max<std::uint64_t>(rank, 1)) {
      const std::chrono::microseconds end(end_of(i));
      return std::clamp<std::chrono::nanoseconds>(end, min_, max_);
    }
  }
  return max_;
}

}  // namespace bellwether::lab
