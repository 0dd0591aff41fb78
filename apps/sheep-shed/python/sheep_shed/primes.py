"""Which weights are prime: by trial division with the primes of a sieve."""

from __future__ import annotations


def primes_up_to(limit: int) -> list[int]:
    """The sieve of Eratosthenes over the odd numbers; ascending, `limit` included."""
    if limit < 2:
        return []
    odd_is_prime = bytearray([1]) * ((limit + 1) // 2)  # index i stands for 2i + 1
    odd_is_prime[0] = 0
    for i in range(1, (int(limit**0.5) + 1) // 2 + 1):
        if i < len(odd_is_prime) and odd_is_prime[i]:
            prime = 2 * i + 1
            start = prime * prime // 2
            odd_is_prime[start::prime] = bytes(len(range(start, len(odd_is_prime), prime)))
    return [2] + [2 * i + 1 for i, prime in enumerate(odd_is_prime) if prime]


def is_prime(number: int, primes: list[int]) -> bool:
    """Exact for numbers up to the square of the sieve's limit."""
    if number < 2:
        return False
    for prime in primes:
        if number % prime == 0:
            return number == prime
    return True
