"""Which operations are measured on which items, what they need first, and what is asked of them."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass

from dynamodb.load import Case, Settings
from dynamodb.peers import Server
from load_program import LoadProgram, Measured

SIZES = {100: "100 B", 1024: "1 KB", 100 * 1024: "100 KB"}
# Distinct items that requests go round: more than caches like, and quickly loaded. Of the largest
# at least as many as 32 transactions hold at once, several times.
_KEYS = {100: 20_000, 1024: 10_000, 100 * 1024: 500}
_PARTITION = 100  # items of one Query
_PARTITIONS = {100: 100, 1024: 50}
_FILL_CONNECTIONS = 8
_BATCH = 25
# A server that loads fewer items in its time is too slow to be asked for them.
_FEWEST_KEYS = 100
# More new items than one run of the load can make.
_MOST_NEW = 10_000_000


@dataclass(frozen=True)
class Operation:
    name: str  # as the load program has it
    title: str
    group: str
    sizes: tuple[int, ...] = tuple(SIZES)
    connections: tuple[int, ...] = (32, 1)


OPERATIONS = [
    Operation("get-item", "GetItem", "single"),
    Operation("put-item", "PutItem", "single"),
    Operation("put-item-if-new", "PutItem, conditional", "single"),
    Operation("update-item", "UpdateItem, ADD", "single"),
    # 100 items of 100 KB are more than the megabyte of a page.
    Operation("query", "Query, 100 items", "several", sizes=(100, 1024)),
    Operation("batch-write-item", "BatchWriteItem, 25 items", "several"),
    Operation("transact-write-items", "TransactWriteItems, 4 items", "several"),
    Operation("scan-count", "Scan, Select=COUNT", "scan", sizes=(100,), connections=(1,)),
    Operation("scan", "Scan, every item", "scan", sizes=(100,), connections=(1,)),
]


SCANS = tuple(operation.name for operation in OPERATIONS if operation.group == "scan")


@dataclass(frozen=True)
class Target:
    """How many times as good as the peer Bellwether has to be. By throughput, or by median latency."""

    ratios: dict[str, float]
    by_latency: bool = False


_SCAN_TARGETS = {
    "scan-count": Target({"dynamodb-local": 20, "dynalite": 20}, by_latency=True),
    "scan": Target({"dynamodb-local": 8, "dynalite": 8}, by_latency=True),
}


def target_of(group: str, case: Case) -> Target | None:
    """None where nothing is asked: operations on several items over one connection."""
    if group == "scan":
        return _SCAN_TARGETS[case.operation]
    if group == "several":
        return Target({"dynamodb-local": 10, "dynalite": 10}) if case.connections > 1 else None
    if case.connections == 1:
        return Target({"dynamodb-local": 4, "dynalite": 4}, by_latency=True)
    return Target({"dynamodb-local": 10, "dynalite": 15})


def cases(names: list[str]) -> list[Case]:
    # Small items first: by the time large ones come, every server is warm.
    return [
        Case(operation.name, size, connections)
        for size in SIZES
        for operation in OPERATIONS
        if operation.name in names and size in operation.sizes
        for connections in operation.connections
    ]


@dataclass(frozen=True)
class Filled:
    """A table as it was made: so many items from number 0 on, or why there are too few."""

    table: str
    items: int
    problem: str | None = None


def fill(
    load: LoadProgram, server: Server, table: str, items: int, limit: float, **options: object
) -> tuple[int, str | None]:
    """Loads items into an empty table for at most `limit` seconds; how many, and what went wrong."""
    whole = {"port": server.port, "table": table, "keys": items, "seconds": limit, **options}
    whole.update(connections=_FILL_CONNECTIONS, in_order=True)
    each = _BATCH
    done = load.run("batch-write-item", count=items // _BATCH, **whole)
    if done.refused:  # servers without BatchWriteItem are filled one by one
        each = 1
        done = load.run("put-item", count=items, **whole)
    if not done.flawless:
        return 0, f"its table could not be filled: {done.refused or done.too_slow or done.errors}"
    if done.operations * each == items:
        return items, None
    # What was under way at the end may have left gaps.
    return max(0, done.operations - _FILL_CONNECTIONS) * each, None


class Measuring:
    """One server's turn: fills tables as operations need them, and measures."""

    def __init__(self, load: LoadProgram, server: Server, settings: Settings) -> None:
        self.load = load
        self.server = server
        self.settings = settings
        self.remarks: list[str] = []
        self._tables: dict[str, Filled] = {}
        self._items_per_second: dict[int, float] = {}  # by size, of filling
        self._seen: set[str] = set()  # operations that were measured
        self._fresh = 0  # number of the next item that is to be new

    def warm_up(self) -> None:
        """Lets compilers at run time see what all operations go through before anything counts."""
        for name in ("put-item", "get-item"):
            self._run(Case(name, 100, 32), seconds=self.settings.server_warm_up, repeat=1)

    def measure(self, case: Case) -> Measured:
        first = case.operation not in self._seen and case.operation not in SCANS
        self._seen.add(case.operation)
        return self._run(
            case,
            seconds=self.settings.seconds,
            repeat=self.settings.repeat,
            warm_up=self.settings.server_warm_up if first else self.settings.warm_up,
            budget=self.settings.budget + self.settings.server_warm_up,
        )

    def _run(self, case: Case, **options: object) -> Measured:
        size = case.item_bytes
        if case.operation == "put-item-if-new":
            filled = self._empty(f"new-{size}")
            # Every run needs numbers that no other had.
            options["first"] = self._fresh
            self._fresh += _MOST_NEW
        elif case.operation == "query":
            filled = self._filled(
                f"partitions-{size}", _PARTITIONS[size] * _PARTITION, size, _PARTITION
            )
            options["partition"] = _PARTITION
        elif case.operation in SCANS:
            filled = self._filled(f"scanned-{size}", self.settings.scan_items, size, whole=True)
        else:
            filled = self._filled(f"items-{size}", _KEYS[size], size)
        if filled.problem:
            return Measured(too_slow=filled.problem)
        return self.load.run(
            case.operation,
            port=self.server.port,
            table=filled.table,
            keys=filled.items,
            item_bytes=size,
            connections=case.connections,
            patience=self.settings.patience,
            **options,
        )

    def _empty(self, name: str) -> Filled:
        if name not in self._tables:
            self.server.create_table(name)
            self._tables[name] = Filled(name, _BATCH)
        return self._tables[name]

    def _filled(
        self, name: str, items: int, size: int, partition: int = 0, whole: bool = False
    ) -> Filled:
        if name not in self._tables:
            self.server.create_table(name, sorted_by=partition > 0)
            self._tables[name] = self._fill(name, items, size, partition, whole)
        return self._tables[name]

    def _fill(self, name: str, items: int, size: int, partition: int, whole: bool) -> Filled:
        limit = self.settings.scan_fill_limit if whole else self.settings.fill_limit
        known = self._items_per_second.get(size)
        if whole and known is not None and items / known > limit:
            return Filled(name, 0, f"loading {items:,} items takes it {items / known:,.0f} s")
        print(f"  filling {name}", file=sys.stderr, flush=True)
        begin = time.monotonic()
        loaded, problem = fill(
            self.load, self.server, name, items, limit, item_bytes=size, partition=partition or None
        )
        if problem is None:
            self._items_per_second[size] = max(1, loaded) / (time.monotonic() - begin)
        if partition:
            loaded -= loaded % partition
        if problem is None and loaded < (items if whole else _FEWEST_KEYS):
            problem = f"it loaded {loaded:,} of {items:,} items in {limit:g} s"
        if problem is None and loaded < items:
            self.remarks.append(
                f"{self.server.peer.title}: {name} has only {loaded:,} of {items:,} items, as it"
                f" loaded no more in {limit:g} s"
            )
        return Filled(name, loaded, problem)


def floor(load: LoadProgram, case: Case, of: Measured, settings: Settings) -> Measured:
    """The same requests against a bare echo whose answers have as many bytes.

    Of its repetitions the best: two threads that wait for each other take three times as long where
    the scheduler keeps them on different cores, which is nothing that an echo could help.
    """
    pages = round(of.requests / of.operations) if case.operation in SCANS else 1
    return load.run(
        case.operation,
        best=True,
        echo=max(2, round(of.received / of.requests)),
        echo_pages=pages,
        item_bytes=case.item_bytes,
        partition=_PARTITION if case.operation == "query" else None,
        connections=case.connections,
        seconds=settings.seconds / 2,
        repeat=settings.repeat,
        warm_up=settings.warm_up / 2,
    )
