#include "domain/primes.h"

#include <algorithm>
#include <cassert>

namespace sheep_shed {
namespace {

// Newton's iteration: each round doubles the correct low bits, of which this start has five.
std::uint64_t inverse_modulo_2_to_64(std::uint64_t odd) {
  std::uint64_t inverse = (3 * odd) ^ 2;
  for (int correct_bits = 5; correct_bits < 64; correct_bits *= 2) inverse *= 2 - odd * inverse;
  return inverse;
}

// One flag for each odd number: index i stands for 2i + 1.
std::vector<std::uint8_t> odd_composites_up_to(std::uint32_t limit) {
  std::vector<std::uint8_t> composite((std::size_t{limit} + 1) / 2, 0);
  for (std::uint64_t odd = 3; odd * odd <= limit; odd += 2) {
    if (composite[odd / 2] != 0) continue;
    for (std::uint64_t i = odd * odd / 2; i < composite.size(); i += odd) composite[i] = 1;
  }
  return composite;
}

std::vector<std::uint64_t> odd_primes_up_to(std::uint32_t limit) {
  const std::vector<std::uint8_t> composite = odd_composites_up_to(limit);
  std::vector<std::uint64_t> primes(composite.size());
  // Whether the next odd number is prime is a guess that a processor often loses, so no branch
  // asks: a composite is overwritten by what follows it.
  std::size_t found = 0;
  for (std::size_t i = 1; i < composite.size(); ++i) {
    primes[found] = 2 * i + 1;
    found += composite[i] == 0 ? 1 : 0;
  }
  primes.resize(found);
  return primes;
}

}  // namespace

Primes Primes::up_to(std::uint32_t limit) {
  assert(limit <= most);
  Primes primes;
  primes.inverses_ = odd_primes_up_to(limit);
  for (std::uint64_t& prime : primes.inverses_) prime = inverse_modulo_2_to_64(prime);
  return primes;
}

bool Primes::contains(std::uint64_t number) const {
  if (number < 3) return number == 2;
  if (number % 2 == 0) return false;
  // Four at a time: multiplications that wait for no branch overlap.
  auto inverse = inverses_.begin();
  for (; inverses_.end() - inverse >= 4; inverse += 4) {
    const std::uint64_t least = std::min(
        {number * inverse[0], number * inverse[1], number * inverse[2], number * inverse[3]});
    if (least <= number) break;
  }
  for (; inverse != inverses_.end(); ++inverse) {
    const std::uint64_t quotient = number * *inverse;
    if (quotient <= number) return quotient == 1;
  }
  return true;
}

}  // namespace sheep_shed
