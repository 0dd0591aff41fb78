// A sheep's name: an unsigned 64-bit number, unique in the shed.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace sheep_shed {

class Tattoo {
 public:
  constexpr explicit Tattoo(std::uint64_t number) : number_(number) {}

  // Decimal digits only: no sign, no blanks, nothing above 2^64-1.
  static std::optional<Tattoo> parse(std::string_view text);

  constexpr std::uint64_t number() const { return number_; }
  friend constexpr auto operator<=>(Tattoo, Tattoo) = default;

 private:
  std::uint64_t number_;
};

}  // namespace sheep_shed
