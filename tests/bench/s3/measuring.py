"""One server's turn: fills buckets as operations need them, and measures."""

from __future__ import annotations

import statistics
import sys
import time
from dataclasses import dataclass, field
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

import machine
from load_program import LoadProgram, Measured
from peer import Peer, Started
from s3.peers import client
from s3.plan import GIB, LISTING, MIB, PART_BYTES, Case, Group, Settings, groups

_FILL_CONNECTIONS = 8
_COMPLETIONS = 3
_HUGE = {"Bucket": "huge", "Key": "000000000"}
# Objects that are listed: the smallest that hold something.
_LISTED_BYTES = 1


@dataclass(frozen=True)
class Cost:
    """Of moving a GiB: seconds that passed, and that server and client computed."""

    wall: float
    server: float
    client: float


@dataclass(frozen=True)
class Transfer:
    """A very large object on its way: up in one piece, down, or up in parts."""

    mib_per_second: float
    peak_mib: float  # of the server's anonymous memory; with parts until they are one object


@dataclass
class Found:
    """What one server was measured to do."""

    cases: dict[Case, Measured] = field(default_factory=dict)
    costs: dict[Case, Cost] = field(default_factory=dict)
    transfers: dict[str, Transfer] = field(default_factory=dict)
    idle_mib: float = 0
    completion_ms: float | None = None
    completion_bytes: int = 0  # by which the data folder grew, at most
    problems: list[str] = field(default_factory=list)


def _say(text: str) -> None:
    print(f"  {text}", file=sys.stderr, flush=True)


class Measuring:
    def __init__(
        self, load: LoadProgram, peer: Peer, settings: Settings, found: Found
    ) -> None:
        self.load = load
        self.peer = peer
        self.settings = settings
        self.found = found
        self.end = time.monotonic() + settings.turn_limit

    def _late(self) -> str | None:
        """Why nothing more is measured, if so."""
        return "the time for it was up" if time.monotonic() > self.end else None

    def _run(self, server: Started, operation: str, **options: Any) -> Measured:
        return self.load.run(
            operation, port=server.port, patience=self.settings.patience, **options
        )

    def _fill(self, server: Started, bucket: str, size: int, keys: int) -> str | None:
        """Why it could not be, if so."""
        client(server.port).create_bucket(Bucket=bucket)
        done = self._run(
            server, "put-object", bucket=bucket, object_bytes=size, keys=keys, count=keys,
            in_order=True, connections=min(keys, _FILL_CONNECTIONS),
            seconds=self.settings.fill_limit,
        )  # fmt: skip
        if not done.usable:
            return done.refused or done.too_slow
        if done.errors:
            return ", ".join(done.errors)
        if done.operations < keys:
            return f"it took {done.operations:,} of {keys:,} objects in its time"
        return None

    def rows(self, server: Started) -> None:
        """Puts and gets of every size, and the listing."""
        for group in groups(self.settings):
            _say(f"objects of {group.object_bytes:,} bytes")
            problem = self._late() or self._fill(
                server, group.bucket, group.object_bytes, group.keys
            )
            for case in group.cases():
                why_not = problem or self._late()
                self.found.cases[case] = (
                    Measured(too_slow=why_not) if why_not else self._measure(server, group, case)
                )
        self.found.cases[LISTING] = self._list(server)

    def _measure(self, server: Started, group: Group, case: Case) -> Measured:
        which = {
            "bucket": group.bucket, "object_bytes": case.object_bytes, "keys": group.keys,
            "connections": case.connections, "repeat": self.settings.repeat,
            "budget": self.settings.budget,
        }  # fmt: skip
        if group.turns == 0:
            times = {"seconds": self.settings.seconds, "warm_up": self.settings.warm_up}
            return self._run(server, case.operation, **times, **which)
        before = machine.cpu_seconds(server.process)
        measured = self._run(
            server, case.operation, count=group.turns * case.connections, **which
        )
        spent = machine.cpu_seconds(server.process) - before
        moved = measured.operations * case.object_bytes / GIB
        if measured.usable and moved > 0:
            self.found.costs[case] = Cost(
                wall=GIB / (measured.per_second * case.object_bytes),
                server=spent / moved,
                client=measured.cpu_seconds / moved,
            )
        return measured

    def _list(self, server: Started) -> Measured:
        keys = self.settings.listed_keys
        _say(f"listing {keys:,} keys")
        problem = self._late() or self._fill(server, "listed", _LISTED_BYTES, keys)
        if problem:
            return Measured(too_slow=problem)
        return self._run(
            server, LISTING.operation, bucket="listed", keys=keys, connections=1,
            count=1, repeat=self.settings.repeat, budget=self.settings.budget,
        )  # fmt: skip

    def transfers(self, server: Started) -> None:
        """A very large object up, down and up in parts, on a server that did nothing before."""
        _say(f"one object of {self.settings.huge_bytes:,} bytes")
        self.end = time.monotonic() + self.settings.turn_limit
        self.found.idle_mib = machine.anonymous_mib(server.process)
        client(server.port).create_bucket(Bucket="huge")
        self._whole(server, "up", "put-object")
        self._whole(server, "down", "get-object")
        try:
            self._in_parts(server)
        except (BotoCoreError, ClientError) as error:
            self._problem("in parts", str(error))

    def _problem(self, what: str, why: str) -> None:
        self.found.problems.append(f"{self.peer.title}: {what}: {why}")

    def _moved(self, server: Started, what: str, operation: str, **options: Any) -> float | None:
        """MiB a second; nothing when it could not be."""
        if why_not := self._late():
            self._problem(what, why_not)
            return None
        done = self._run(server, operation, bucket="huge", **options)
        if not done.flawless:
            self._problem(what, done.refused or done.too_slow or ", ".join(done.errors))
            return None
        return done.per_second * options["object_bytes"] / MIB

    def _whole(self, server: Started, what: str, operation: str) -> None:
        size = self.settings.huge_bytes
        with machine.PeakMemory(server.process) as memory:
            rate = self._moved(server, what, operation, object_bytes=size, keys=1, count=1)
        if rate is not None:
            self.found.transfers[what] = Transfer(rate, memory.mib)

    def _in_parts(self, server: Started) -> None:
        s3 = client(server.port)
        rates = []
        times = []
        with machine.PeakMemory(server.process) as memory:
            for _ in range(_COMPLETIONS):
                s3.delete_object(**_HUGE)  # its space would hide what completion takes
                upload = _HUGE | {"UploadId": s3.create_multipart_upload(**_HUGE)["UploadId"]}
                rate = self._moved(
                    server, "in parts", "upload-part", object_bytes=PART_BYTES,
                    keys=self.settings.parts, count=self.settings.parts, in_order=True,
                    upload_id=upload["UploadId"], connections=4,
                )  # fmt: skip
                if rate is None:
                    return
                rates.append(rate)
                times.append(self._completed(server, s3, upload))
        self.found.transfers["in parts"] = Transfer(statistics.median(rates), memory.mib)
        self.found.completion_ms = statistics.median(times)

    def _completed(self, server: Started, s3: Any, upload: dict[str, str]) -> float:
        """Milliseconds until the parts were one object."""
        listed = s3.list_parts(**upload)["Parts"]
        parts = [{"PartNumber": part["PartNumber"], "ETag": part["ETag"]} for part in listed]
        before = machine.on_disk(server.data)
        begin = time.perf_counter()
        s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})
        took = (time.perf_counter() - begin) * 1000
        grown = machine.on_disk(server.data) - before
        self.found.completion_bytes = max(self.found.completion_bytes, grown)
        size = s3.head_object(**_HUGE)["ContentLength"]
        if size != PART_BYTES * self.settings.parts:
            self._problem("in parts", f"completed {size:,} bytes")
        return took
