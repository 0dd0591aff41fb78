// Which weights are prime: by trial division with the primes of a sieve.
#pragma once

#include <cstdint>
#include <vector>

namespace sheep_shed {

class Primes {
 public:
  // The sieve of Eratosthenes: all primes up to and including `limit`.
  static Primes up_to(std::uint32_t limit);

  // Exact for numbers up to the square of the sieve's limit, which the caller must not exceed.
  bool contains(std::uint64_t number) const;

  // How many odd primes the sieve found.
  std::size_t divisors() const { return divisors_.size(); }

 private:
  // An odd p divides a number exactly when number * inverse, modulo 2^64, is at most (2^64-1)/p:
  // a multiplication where a division would cost ten times as much (Granlund and Montgomery,
  // "Division by Invariant Integers using Multiplication", section 9).
  struct Divisor {
    std::uint64_t inverse;  // of the prime, modulo 2^64
    std::uint64_t largest_quotient;
    std::uint32_t prime;
  };

  std::vector<Divisor> divisors_;  // of the odd primes, ascending; two is known by its last bit
};

}  // namespace sheep_shed
