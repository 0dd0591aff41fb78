// Which weights are prime: by trial division with the primes of a sieve.
//
// A division is a multiplication here, ten times as fast: n times the inverse of an odd prime p
// modulo 2^64 is n / p when p divides n, and otherwise a number above 2^64 / p, as every number up
// to there is the quotient of some multiple of p (Granlund and Montgomery, "Division by Invariant
// Integers using Multiplication", section 9). So it is at most n exactly when p divides n, as long
// as n is below 2^64 / p for every p of the sieve.
#pragma once

#include <cstdint>
#include <vector>

namespace sheep_shed {

class Primes {
 public:
  // The cube of the sieve's limit has to stay below 2^64, see above.
  static constexpr std::uint32_t most = 2'642'245;

  // The sieve of Eratosthenes: all primes up to and including `limit`, which is at most `most`.
  static Primes up_to(std::uint32_t limit);

  // Exact for numbers up to the square of the sieve's limit, which the caller must not exceed.
  bool contains(std::uint64_t number) const;

  // How many odd primes the sieve found.
  std::size_t divisors() const { return inverses_.size(); }

 private:
  // The inverse modulo 2^64 of each odd prime, ascending; two is known by its last bit.
  std::vector<std::uint64_t> inverses_;
};

}  // namespace sheep_shed
