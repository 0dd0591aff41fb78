"""What is asked of Bellwether by itself, beside no peer."""

from __future__ import annotations

import statistics
import time
from pathlib import Path

import machine
from cloud import Cloud, wait_until_healthy
from dynamodb.load import Case, Settings
from dynamodb.matrix import SIZES
from dynamodb.peers import Server, running
from load_program import LoadProgram, Measured
from peer import bellwether
from table import Row

_ITEM_BYTES = 200
_BATCH = 25
_LOAD_CONNECTIONS = 8
_STARTS = 7
_IDLE_SECONDS = 2
_WRITERS = 32


def _why_not(measured: Measured) -> str:
    """Without the message, which the comparison tells."""
    if measured.usable:
        return f"some answers were errors: {', '.join(measured.errors)}"
    if measured.refused is None:
        return f"not measured: {measured.too_slow}"
    return f"not supported: {measured.refused.partition(':')[0]}"


def tails(measured: dict[Case, Measured]) -> list[Row]:
    """p99 of GetItem under load; from the comparison's own figures."""
    rows = []
    for size, title in SIZES.items():
        of = measured.get(Case("get-item", size, 32))
        if of is None:
            continue
        what = f"GetItem, {title}, 32 connections: p99 / median"
        if not of.flawless:
            rows.append(Row(what, "5", _why_not(of), met=False))
            continue
        share = of.p99 / of.p50
        told = f"{share:.2f} (p99 {of.p99:,.0f} us, median {of.p50:,.0f} us)"
        rows.append(Row(what, "5", told, met=share <= 5))
    return rows


def _load(load: LoadProgram, server: Server, items: int, in_order: bool) -> Row:
    order = "in order of their keys" if in_order else "keys scattered"
    table = "ordered" if in_order else "scattered"
    server.create_table(table)
    done = load.run(
        "batch-write-item", port=server.port, table=table, item_bytes=_ITEM_BYTES, keys=items,
        connections=_LOAD_CONNECTIONS, count=items // _BATCH, in_order=in_order,
    )  # fmt: skip
    what = f"{items:,} items of {_ITEM_BYTES} B by BatchWriteItem, {order}"
    if not done.flawless:
        return Row(what, "150,000 items/s", _why_not(done), met=False)
    rate = done.per_second * _BATCH
    return Row(what, "150,000 items/s", f"{rate:,.0f} items/s", met=rate >= 150_000)


def many_items(
    cloud: Cloud, load: LoadProgram, cache: Path, data: Path, settings: Settings
) -> list[Row]:
    """Loading many items; what they take on disk, how soon they are there again, idle memory."""
    items = settings.many_items
    with running(bellwether(cloud, "os"), cache, data / "ordered") as server:
        rows = [_load(load, server, items, in_order=True)]
    peer = bellwether(cloud, "os")
    with running(peer, cache, data / "scattered") as server:
        loaded = _load(load, server, items, in_order=False)
        rows.append(loaded)
        time.sleep(_IDLE_SECONDS)
        idle = [machine.anonymous_mib(server.process)]
        folder = server.data
    if "items/s" not in loaded.measured:
        return rows
    taken = machine.on_disk(folder / "state")
    share = taken / (items * _ITEM_BYTES)
    rows.append(
        Row(
            f"the same on disk, of {items * _ITEM_BYTES / 1e6:,.0f} MB",
            "3 times",
            f"{share:.2f} times ({taken / 1e6:,.0f} MB)",
            met=share <= 3,
        )
    )
    times = []
    for turn in range(_STARTS):
        begin = time.perf_counter()
        child, port = cloud.start("--data", str(folder / "state"))
        try:
            wait_until_healthy(port, child)
            times.append((time.perf_counter() - begin) * 1000)
            if turn == _STARTS - 1:
                time.sleep(_IDLE_SECONDS)
                idle.append(machine.anonymous_mib(child.pid))
        finally:
            cloud.stop(child)
    start = statistics.median(times)
    what = "the same, start of the process to its first answer"
    rows.append(Row(what, "50 ms", f"{start:.1f} ms", met=start <= 50))
    rows.append(
        Row(
            "the same, idle anonymous memory",
            "64 MiB",
            f"{idle[0]:.1f} MiB after loading, {idle[1]:.1f} MiB after opening",
            met=max(idle) < 64,
        )
    )
    return rows


def shared_syncs(
    cloud: Cloud, load: LoadProgram, cache: Path, data: Path, settings: Settings
) -> list[Row]:
    """With --durability sync, many writers have to share what one waits for alone."""
    with running(bellwether(cloud, "sync"), cache, data) as server:
        server.create_table("synced")
        alone, together = (
            load.run(
                "put-item", port=server.port, table="synced", keys=10_000, connections=connections,
                seconds=settings.seconds, repeat=settings.repeat, warm_up=settings.warm_up,
            )  # fmt: skip
            for connections in (1, _WRITERS)
        )
    bare = machine.syncs_per_second(data, settings.seconds * settings.repeat)
    what = f"--durability sync: PutItem by {_WRITERS} writers"
    target = "more than 2 a sync"
    for measured in (alone, together):
        if not measured.flawless:
            return [Row(what, target, _why_not(measured), met=False)]
    # However the server groups, it cannot sync more often than the disk can.
    shared = together.per_second / bare
    return [
        Row(
            what,
            target,
            f"{together.per_second:,.0f} /s, {shared:.1f} a sync",
            peer=f"1 writer {alone.per_second:,.0f} /s; disk {bare:,.0f} syncs/s"
            f" ({machine.file_system(data)})",
            ratio=together.per_second / alone.per_second,
            met=shared > 2,
        )
    ]
