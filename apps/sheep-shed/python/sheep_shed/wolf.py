"""The wolf has a compulsion: of all sheep it takes the heaviest whose weight is prime."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from operator import attrgetter

from sheep_shed.primes import is_prime, primes_up_to
from sheep_shed.shed import Shed
from sheep_shed.sheep import HEAVIEST, Sheep

# The square root of the heaviest weight: no composite below has a smallest factor above it.
SIEVE_LIMIT = 400_000
assert SIEVE_LIMIT**2 >= HEAVIEST


def choose_prey(shed: Shed) -> Sheep | None:
    """The sheep the wolf would take. The sieve is built while the shed already shows the first."""
    candidates: list[Sheep] = []  # list.append is atomic
    with ThreadPoolExecutor(max_workers=1) as sieve:
        primes = sieve.submit(primes_up_to, SIEVE_LIMIT)

        def look_at(some: Sequence[Sheep]) -> None:
            known = primes.result()
            fitting = [sheep for sheep in some if is_prime(sheep.weight, known)]
            if fitting:
                candidates.append(max(fitting, key=attrgetter("weight")))

        shed.visit(look_at)
    return max(candidates, key=attrgetter("weight"), default=None)
