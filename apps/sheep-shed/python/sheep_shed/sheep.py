"""What a sheep is: a tattoo that nobody else has, and a weight."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import NewType

Tattoo = NewType("Tattoo", int)
Micrograms = NewType("Micrograms", int)

MAX_TATTOO = 2**64 - 1
LIGHTEST = Micrograms(80_000_000_000)
HEAVIEST = Micrograms(160_000_000_000)


def parse_decimal(text: str) -> int | None:
    """The text as an unsigned 64-bit number: digits only, as int() would also take "+1" and "1_0"."""
    if not (text.isascii() and text.isdigit()):
        return None
    digits = text.lstrip("0") or "0"
    if len(digits) > len(str(MAX_TATTOO)):
        return None
    number = int(digits)
    return number if number <= MAX_TATTOO else None


def parse_tattoo(text: str) -> Tattoo | None:
    number = parse_decimal(text)
    return None if number is None else Tattoo(number)


def random_weight() -> Micrograms:
    """Uniform over all weights a sheep can have, both ends included."""
    return Micrograms(LIGHTEST + secrets.randbelow(HEAVIEST - LIGHTEST + 1))


@dataclass(frozen=True, slots=True)
class Sheep:
    tattoo: Tattoo
    weight: Micrograms

    def __post_init__(self) -> None:
        if not 0 <= self.tattoo <= MAX_TATTOO:
            raise ValueError(f"no sheep has the tattoo {self.tattoo}")
        if not LIGHTEST <= self.weight <= HEAVIEST:
            raise ValueError(f"no sheep weighs {self.weight} micrograms")
