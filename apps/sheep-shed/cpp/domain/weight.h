// What a sheep weighs: between 80 and 160 kg, counted in micrograms.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <random>

namespace sheep_shed {

// A count with its unit, so that no gram is ever taken for a microgram.
struct Micrograms {
  std::uint64_t count = 0;
  friend constexpr auto operator<=>(Micrograms, Micrograms) = default;
};

constexpr Micrograms operator""_kg(unsigned long long kilograms) {
  return {kilograms * 1'000'000'000};
}

class Weight {
 public:
  static constexpr Micrograms lightest = 80_kg;
  static constexpr Micrograms heaviest = 160_kg;

  // Nothing when no sheep can weigh that.
  static constexpr std::optional<Weight> of(Micrograms micrograms) {
    if (micrograms < lightest || micrograms > heaviest) return std::nullopt;
    return Weight(micrograms);
  }

  // Uniform over all weights a sheep can have, both ends included.
  static Weight random(std::uniform_random_bit_generator auto& generator) {
    std::uniform_int_distribution<std::uint64_t> any(lightest.count, heaviest.count);
    return Weight({any(generator)});
  }

  constexpr Micrograms micrograms() const { return micrograms_; }
  friend constexpr auto operator<=>(Weight, Weight) = default;

 private:
  constexpr explicit Weight(Micrograms micrograms) : micrograms_(micrograms) {}
  Micrograms micrograms_;
};

}  // namespace sheep_shed
