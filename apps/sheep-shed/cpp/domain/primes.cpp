#include "domain/primes.h"

#include <cassert>

namespace sheep_shed {
namespace {

// Newton's iteration: each round doubles the correct low bits, of which an odd number has three.
std::uint64_t inverse_modulo_2_to_64(std::uint64_t odd) {
  std::uint64_t inverse = odd;
  for (int correct_bits = 3; correct_bits < 64; correct_bits *= 2) inverse *= 2 - odd * inverse;
  return inverse;
}

}  // namespace

Primes Primes::up_to(std::uint32_t limit) {
  assert(limit <= most);
  // One flag for each odd number: index i stands for 2i + 1.
  std::vector<std::uint8_t> composite(std::size_t{limit} / 2 + 1, 0);
  Primes primes;
  for (std::uint64_t odd = 3; odd <= limit; odd += 2) {
    if (composite[odd / 2] != 0) continue;
    primes.inverses_.push_back(inverse_modulo_2_to_64(odd));
    for (std::uint64_t multiple = odd * odd; multiple <= limit; multiple += 2 * odd) {
      composite[multiple / 2] = 1;
    }
  }
  return primes;
}

bool Primes::contains(std::uint64_t number) const {
  if (number < 3) return number == 2;
  if (number % 2 == 0) return false;
  for (const std::uint64_t inverse : inverses_) {
    const std::uint64_t quotient = number * inverse;
    if (quotient <= number) return quotient == 1;
  }
  return true;
}

}  // namespace sheep_shed
