"""The shed: where sheep are kept. It does not say in what."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Protocol

from sheep_shed.sheep import Micrograms, Sheep, Tattoo

Visitor = Callable[[Sequence[Sheep]], None]


class AlreadyThere(Exception):
    """The tattoo is taken; the sheep in the shed keeps its weight."""


class NotThere(Exception):
    """No sheep has that tattoo, or no longer."""


class Shed(Protocol):
    def add(self, sheep: Sheep) -> None:
        """Raises AlreadyThere."""

    def count(self) -> int:
        """As many as there are, counted one by one."""

    def visit(self, visitor: Visitor) -> None:
        """Shows every sheep once, some at a time, in no order, from several threads at once."""

    def remove(self, tattoo: Tattoo) -> Sheep:
        """Takes the sheep out and returns it. Raises NotThere."""


class MemoryShed:
    """Gone with the process: for tests. Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sheep: dict[Tattoo, Micrograms] = {}

    def add(self, sheep: Sheep) -> None:
        with self._lock:
            if sheep.tattoo in self._sheep:
                raise AlreadyThere(sheep.tattoo)
            self._sheep[sheep.tattoo] = sheep.weight

    def count(self) -> int:
        with self._lock:
            return len(self._sheep)

    def visit(self, visitor: Visitor) -> None:
        with self._lock:
            flock = [Sheep(tattoo, weight) for tattoo, weight in self._sheep.items()]
        if flock:
            visitor(flock)

    def remove(self, tattoo: Tattoo) -> Sheep:
        with self._lock:
            weight = self._sheep.pop(tattoo, None)
        if weight is None:
            raise NotThere(tattoo)
        return Sheep(tattoo, weight)
