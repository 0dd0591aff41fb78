// Names a body's bytes: random, so that no file is called what a client chose.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "cloud/core/clock.h"

namespace bellwether::cloud::s3 {

struct BodyId {
  std::uint64_t high = 0;
  std::uint64_t low = 0;
  friend auto operator<=>(const BodyId&, const BodyId&) = default;

  static BodyId make(Random& random) {
    const std::uint64_t high = random.next();
    return {high, random.next()};
  }
  // 32 lower-case digits.
  std::string hex() const;
  static std::optional<BodyId> from_hex(std::string_view text);
};

// Bytes of a body, as part of an object's content.
struct Segment {
  BodyId body;
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
  friend bool operator==(const Segment&, const Segment&) = default;
};

}  // namespace bellwether::cloud::s3
