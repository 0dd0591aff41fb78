"""What every shed promises, told once and run over each kind of shed by subclasses."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from sheep_shed.shed import AlreadyThere, NotThere, Shed
from sheep_shed.sheep import HEAVIEST, LIGHTEST, MAX_TATTOO, Micrograms, Sheep, Tattoo
from sheep_shed.wolf import choose_prey


def sheep(tattoo: int, weight: int) -> Sheep:
    return Sheep(Tattoo(tattoo), Micrograms(weight))


def all_in(shed: Shed) -> list[Sheep]:
    lock = threading.Lock()
    flock: list[Sheep] = []

    def see(some):
        with lock:
            flock.extend(some)

    shed.visit(see)
    return sorted(flock, key=lambda one: one.tattoo)


class ShedSuite:
    @pytest.fixture
    def shed(self) -> Shed:
        raise NotImplementedError

    def test_is_empty_at_first(self, shed):
        assert shed.count() == 0
        assert all_in(shed) == []

    def test_keeps_what_is_added(self, shed):
        flock = [sheep(7, 80_000_000_001), sheep(8, 80_000_000_002)]
        for one in flock:
            shed.add(one)
        assert shed.count() == 2
        assert all_in(shed) == flock

    def test_knows_the_smallest_and_the_largest(self, shed):
        for one in (sheep(0, LIGHTEST), sheep(MAX_TATTOO, HEAVIEST)):
            shed.add(one)
            assert shed.remove(one.tattoo) == one

    def test_refuses_a_second_sheep_with_the_same_tattoo_and_keeps_the_first(self, shed):
        shed.add(sheep(7, 80_000_000_001))
        with pytest.raises(AlreadyThere):
            shed.add(sheep(7, 90_000_000_000))
        assert all_in(shed) == [sheep(7, 80_000_000_001)]

    def test_lets_only_one_of_many_add_the_same_tattoo(self, shed):
        def add(i: int) -> bool:
            try:
                shed.add(sheep(7, LIGHTEST + i))
            except AlreadyThere:
                return False
            return True

        with ThreadPoolExecutor(8) as threads:
            assert sum(threads.map(add, range(8))) == 1
        assert shed.count() == 1

    def test_returns_the_sheep_it_removes_and_has_it_no_more(self, shed):
        dolly = sheep(7, 123_456_789_012)
        shed.add(dolly)
        assert shed.remove(dolly.tattoo) == dolly
        assert shed.count() == 0
        with pytest.raises(NotThere):
            shed.remove(dolly.tattoo)

    def test_gives_the_wolf_the_heaviest_sheep_of_prime_weight(self, shed):
        shed.add(sheep(1, 160_000_000_000))  # even
        shed.add(sheep(2, 159_999_999_983))  # prime
        shed.add(sheep(3, 80_000_000_021))  # prime, lighter
        shed.add(sheep(4, 159_998_400_004))  # even
        assert choose_prey(shed) == sheep(2, 159_999_999_983)

    def test_gives_the_wolf_nothing_when_no_weight_is_prime(self, shed):
        shed.add(sheep(1, 80_000_000_000))
        shed.add(sheep(2, 159_988_800_187))  # 399,983 * 399,989
        assert choose_prey(shed) is None
