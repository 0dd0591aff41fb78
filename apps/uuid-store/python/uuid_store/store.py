"""The store: where every UUID is kept twice. It does not say in what."""

from __future__ import annotations

from typing import Protocol


class Store(Protocol):
    def keep(self, uuid: str) -> None:
        """Keeps it in both places when it returns, and raises when it may not be in both."""


class MemoryStore:
    """Gone with the process: for tests."""

    def __init__(self) -> None:
        self.objects: dict[str, str] = {}
        self.items: set[str] = set()

    def keep(self, uuid: str) -> None:
        self.objects[f"{uuid}.txt"] = uuid
        self.items.add(uuid)
