// How much one answer of events may hold: 10,000 events or 1 MB, whichever comes first.
#pragma once

#include <cstdint>
#include <optional>

#include "cloud/logs/writer.h"

namespace bellwether::cloud::logs {

class Page {
 public:
  static constexpr std::int32_t kMaxEvents = 10'000;
  static constexpr std::uint64_t kMaxBytes = 1'048'576;

  explicit Page(std::optional<std::int32_t> limit)
      : left_(static_cast<std::uint32_t>(limit.value_or(kMaxEvents))) {}

  // False when an event of this many message bytes belongs to the next page.
  bool add(std::uint64_t message_bytes) {
    const std::uint64_t bytes = bytes_ + message_bytes + kEventOverhead;
    // One event always fits, or paging would not get past it.
    if (left_ == 0 || (bytes_ > 0 && bytes > kMaxBytes)) return false;
    --left_;
    bytes_ = bytes;
    return true;
  }

 private:
  std::uint32_t left_;
  std::uint64_t bytes_ = 0;
};

}  // namespace bellwether::cloud::logs
