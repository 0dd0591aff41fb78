// A random UUID, version 4 of RFC 9562: 122 bits from the kernel's generator.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>

namespace uuid_store {

class Uuid {
 public:
  using Bytes = std::array<std::uint8_t, 16>;

  // From the kernel on every call: environments that were started from the same state still differ.
  static Uuid random();
  // Of these random bits, whatever stands where version and variant belong.
  static Uuid of(Bytes random);

  // "6f1c3f0e-2f3b-4c53-9f0e-0d7d3d1f5a77"
  std::string text() const;

  friend auto operator<=>(const Uuid&, const Uuid&) = default;

 private:
  explicit Uuid(Bytes bytes) : bytes_(bytes) {}

  Bytes bytes_;
};

}  // namespace uuid_store
