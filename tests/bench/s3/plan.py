"""What is measured of an S3, for how long, and what is asked of it."""

from __future__ import annotations

from dataclasses import dataclass

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True)
class Settings:
    """How long things are measured; seconds."""

    seconds: float = 1.0  # of one repetition
    repeat: int = 5
    warm_up: float = 0.5  # of each row, before its first repetition
    small_keys: int = 10_000  # distinct objects that requests go round
    listed_keys: int = 100_000
    bulk_bytes: int = 256 * MIB
    huge_bytes: int = GIB
    parts: int = 200
    patience: float = 60  # for an answer
    fill_limit: float = 240  # a bucket that has not all its objects then is not measured
    turn_limit: float = 480  # of a server: what is left then is not measured

    @property
    def budget(self) -> float:
        """After so long no repetition begins: slow servers have fewer."""
        return 4 * self.seconds * self.repeat


QUICK = Settings(
    seconds=0.2,
    repeat=1,
    warm_up=0.1,
    small_keys=500,
    listed_keys=5_000,
    bulk_bytes=32 * MIB,
    huge_bytes=64 * MIB,
    parts=10,
    patience=20,
    fill_limit=30,
    turn_limit=60,
)

# The least that S3 takes as a part which is not the last.
PART_BYTES = 5 * MIB
_MEDIUM_KEYS = 200
_BULK_KEYS = 2
# Operations of a bulk repetition on each connection.
_BULK_TURNS = 2


@dataclass(frozen=True)
class Case:
    """One row: an operation on objects of a size over a number of connections."""

    operation: str  # as the load program has it
    object_bytes: int
    connections: int


@dataclass(frozen=True)
class Group:
    """Objects of one size, in a bucket of their own, put and then got."""

    bucket: str
    object_bytes: int
    keys: int
    connections: tuple[int, ...]
    times: float  # as many operations a second as the better rival
    turns: int = 0  # operations of a repetition and connection; 0 is by time

    def cases(self) -> list[Case]:
        return [
            Case(operation, self.object_bytes, connections)
            for operation in ("put-object", "get-object")
            for connections in self.connections
        ]


def groups(settings: Settings) -> list[Group]:
    return [
        Group("small", KIB, settings.small_keys, (32, 1), times=3),
        Group("medium", MIB, _MEDIUM_KEYS, (32, 1), times=1.5),
        Group("bulk", settings.bulk_bytes, _BULK_KEYS, (2, 1), times=1, turns=_BULK_TURNS),
    ]


LISTING_TIMES = 5
MOST_MEMORY_MIB = 64
LISTING = Case("list-objects", 1, 1)
