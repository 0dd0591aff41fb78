from __future__ import annotations

import pytest

from sheep_shed.ackermann import ackermann, bury, dig_up
from sheep_shed.primes import is_prime, primes_up_to
from sheep_shed.sheep import (
    HEAVIEST,
    LIGHTEST,
    MAX_TATTOO,
    Micrograms,
    Sheep,
    Tattoo,
    parse_tattoo,
    random_weight,
)


@pytest.mark.parametrize("text", ["0", "7", "007", str(MAX_TATTOO), "0" * 5000 + "7"])
def test_a_tattoo_is_any_unsigned_64_bit_number(text):
    assert parse_tattoo(text) == int(text[-20:])


@pytest.mark.parametrize(
    "text", ["", " 1", "-1", "+1", "1_0", "1.0", "1e3", "٣", "²", "dolly", str(2**64), "9" * 5000]
)
def test_a_tattoo_is_nothing_else(text):
    assert parse_tattoo(text) is None


def test_a_weight_is_drawn_evenly_over_its_whole_range():
    draws = 16_000
    by_quarter = [0, 0, 0, 0]
    for _ in range(draws):
        weight = random_weight()
        assert LIGHTEST <= weight <= HEAVIEST
        by_quarter[(weight - LIGHTEST) // 20_000_000_001] += 1
    # Six standard deviations of a binomial(16000, 1/4) are 329.
    assert all(abs(count - draws / 4) < 329 for count in by_quarter)


@pytest.mark.parametrize(
    ("tattoo", "weight"), [(-1, LIGHTEST), (2**64, LIGHTEST), (1, LIGHTEST - 1), (1, HEAVIEST + 1)]
)
def test_no_sheep_is_out_of_range(tattoo, weight):
    with pytest.raises(ValueError, match="no sheep"):
        Sheep(Tattoo(tattoo), Micrograms(weight))


def test_ackermann_has_its_known_values():
    known = [[1, 2, 3, 4, 5], [2, 3, 4, 5, 6], [3, 5, 7, 9, 11], [5, 13, 29, 61, 125]]
    assert [[ackermann(m, n) for n in range(5)] for m in range(4)] == known
    assert ackermann(3, 8) == 2045
    assert ackermann(4, 0) == 13
    assert ackermann(0, 2**63 - 1) == 2**63


def test_what_is_buried_comes_back_last_in_first_out():
    buried = [(9, 3), (8, 1), (7, 1), (6, 3), (5, 3), (3, 2), (2, 2), (0, 1)]
    below = []
    for value, times in buried:
        bury(below, value, times)
    assert [dig_up(below) for _ in buried] == buried[::-1]
    assert below == []


def test_a_flight_takes_no_more_memory_the_longer_it_gets():
    below = []
    for value in range(10**12, 10**12 - 100_000, -1):
        bury(below, value, 1)
    assert len(below) == 1


def test_the_sieve_finds_all_primes_up_to_and_including_its_limit():
    assert primes_up_to(1) == []
    assert primes_up_to(2) == [2]
    assert primes_up_to(7) == [2, 3, 5, 7]
    assert primes_up_to(30) == [2, 3, 5, 7, 11, 13, 17, 19, 23, 29]
    assert len(primes_up_to(400_000)) == 33_860


def test_primality_agrees_with_plain_trial_division():
    primes = primes_up_to(100)
    for number in range(10_000):
        plainly = number >= 2 and all(number % d for d in range(2, int(number**0.5) + 1))
        assert is_prime(number, primes) == plainly, number


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (159_999_999_983, True),
        (80_000_000_021, True),
        (159_991_200_121, False),  # 399,989 squared
        (159_988_800_187, False),  # 399,983 * 399,989
        (160_000_000_000, False),
    ],
)
def test_weights_at_the_edge_of_the_sieve_are_decided(number, expected):
    assert is_prime(number, primes_up_to(400_000)) is expected
