"""What is measured of a DynamoDB, and for how long."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Settings:
    """How long things are measured; seconds."""

    seconds: float = 0.4  # of one repetition
    repeat: int = 3
    warm_up: float = 0.2  # of each row, before its first repetition
    server_warm_up: float = 1.5  # of a server, by PutItem and GetItem; then of each operation
    scan_items: int = 100_000
    many_items: int = 1_000_000
    fill_limit: float = 15  # filling a table ends then, with fewer items
    scan_fill_limit: float = 60  # the table that is scanned is no use with fewer
    patience: float = 8  # for an answer
    turn_limit: float = 150  # of a peer: what is left then is not measured

    @property
    def budget(self) -> float:
        """After so long no repetition begins: slow servers have fewer."""
        return 4 * self.seconds * self.repeat


QUICK = Settings(
    seconds=0.1,
    repeat=1,
    warm_up=0.05,
    server_warm_up=0.05,
    scan_items=5_000,
    many_items=50_000,
    fill_limit=5,
    scan_fill_limit=20,
    patience=3,
    turn_limit=40,
)


@dataclass(frozen=True)
class Case:
    """One row: an operation on items of a size over a number of connections."""

    operation: str  # as the load program has it
    item_bytes: int
    connections: int
