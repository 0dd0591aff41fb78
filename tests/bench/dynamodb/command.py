"""The command: fetch the peers, measure one server after the other, print the tables."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

import machine
from cloud import Cloud, cache_folder
from dynamodb import absolute
from dynamodb.load import QUICK, Case, Settings
from dynamodb.matrix import OPERATIONS, SCANS, Measuring, cases, floor
from dynamodb.peers import BY_DEFAULT, PEERS, running
from dynamodb.report import Results, missed, report
from load_program import NO_ANSWER, LoadProgram, Measured
from peer import Peer, bellwether, fetched, leave_out

# A bare echo measured first and last: how far the machine changed in between.
_STEADY = Case("get-item", 100, 32)
_STEADY_ANSWER = Measured(operations=1, requests=1, received=180)


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./bw bench dynamodb",
        description="The same load against Bellwether and each peer to be had, one server at a time:"
        " GetItem, PutItem, UpdateItem, Query, Scan, BatchWriteItem and TransactWriteItems on 1 and"
        " 32 connections with items of 100 B, 1 KB and 100 KB. About a quarter of an hour.",
        epilog="peers: "
        + "; ".join(f"{peer.name} ({peer.about})" for peer in PEERS)
        + ". operations: "
        + ", ".join(operation.name for operation in OPERATIONS),
    )
    parser.add_argument("--build", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--python-packages", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true", help="to see that it works: a few minutes")
    parser.add_argument(
        "--peers", metavar="A,B", default=",".join(BY_DEFAULT),
        help="which; none is Bellwether alone (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument("--operations", metavar="A,B", help="which (default: all)")
    parser.add_argument("--seconds", type=float, help="of one repetition")
    parser.add_argument("--repeat", type=int, help="repetitions, of which the median counts")
    parser.add_argument("--no-absolute", action="store_true", help="leave out the million items")
    parser.add_argument("--fetch", action="store_true", help="only fetch the peers")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep every number")
    parser.add_argument("--markdown", action="store_true", help="print the tables as Markdown")
    parser.add_argument("--strict", action="store_true", help="fail when a target is missed")
    options = parser.parse_args(arguments)

    names = [operation.name for operation in OPERATIONS]
    options.operations = options.operations.split(",") if options.operations else names
    options.peers = [] if options.peers == "none" else options.peers.split(",")
    for given, known in ((options.operations, names), (options.peers, [p.name for p in PEERS])):
        for name in given:
            if name not in known:
                parser.error(f"there is no {name}; there are {', '.join(known)}")
    return options


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


class _Run:
    def __init__(self, options: argparse.Namespace, settings: Settings, data: Path) -> None:
        self.cache = cache_folder()
        self.cloud = Cloud(options.build.resolve(), options.python_packages.resolve())
        program = options.build.resolve() / "tests" / "bench" / "dynamodb" / "dynamodb_load"
        self.load = LoadProgram(program)
        self.settings = settings
        self.data = data
        self.busy: list[str] = []  # what others took of the processors, and when
        self.names = options.operations
        self.cases = cases(self.names)
        self.results = Results(peers=[], measured={}, floors={}, scan_items=settings.scan_items)

    def check_quiet(self, before: str) -> None:
        share = machine.busy_share()
        if share > machine.BUSY:
            self.busy.append(f"{share:.0%} before {before}")
            _say(f"other programs take {share:.0%} of the processors")

    def serve(self, peer: Peer) -> None:
        self.check_quiet(peer.title)
        _say(f"measuring {peer.title} ...")
        begin = time.monotonic()
        found: dict[Case, Measured] = {}
        try:
            self._turn(peer, found)
        except Exception as error:
            leave_out(peer, error, self.results.skipped)
            return
        self.results.peers.append(peer)
        self.results.measured[peer.name] = {case: found[case] for case in self.cases}
        _say(f"  {time.monotonic() - begin:.0f} s")

    def _turn(self, peer: Peer, found: dict[Case, Measured]) -> None:
        """Measures every case. Starts the server again when it hangs, without what it hung on."""
        end = time.monotonic() + self.settings.turn_limit
        starts = 0
        while len(found) < len(self.cases):
            starts += 1
            data = self.data / f"{peer.name}-{starts}"
            try:
                with running(peer, self.cache, data) as server:
                    self._measure(Measuring(self.load, server, self.settings), found, end)
            finally:
                # What the disk has not taken yet it need not take while the next is measured.
                shutil.rmtree(data, ignore_errors=True)

    def _measure(self, measuring: Measuring, found: dict[Case, Measured], end: float) -> None:
        """Until everything is measured, or an operation got no answer."""
        try:
            if any(name not in SCANS for name in self.names):
                measuring.warm_up()
            for case in self.cases:
                if case in found:
                    continue
                if time.monotonic() > end:
                    found[case] = Measured(too_slow="the time for it was up")
                    continue
                found[case] = measuring.measure(case)
                rest = [other for other in self.cases if other.operation == case.operation]
                if self._gives_up(found[case], [one for one in rest if one not in found], found):
                    return
        finally:
            self.results.remarks += measuring.remarks

    @staticmethod
    def _gives_up(measured: Measured, left: list[Case], found: dict[Case, Measured]) -> bool:
        """An operation that is refused is not asked for again; one that hangs ends the server too."""
        if measured.refused is not None:
            found.update(dict.fromkeys(left, measured))
        if measured.too_slow == NO_ANSWER:
            found.update(dict.fromkeys(left, measured))
            return True
        return False

    def floors(self) -> None:
        _say("measuring the bare echo ...")
        for case, measured in self.results.measured["bellwether"].items():
            if measured.usable:
                self.results.floors[case] = floor(self.load, case, measured, self.settings)

    def steady(self) -> float:
        return floor(self.load, _STEADY, _STEADY_ANSWER, self.settings).per_second

    def absolutes(self) -> None:
        rows = self.results.absolute
        rows += absolute.tails(self.results.measured["bellwether"])
        self.check_quiet("Bellwether by itself")
        _say("measuring Bellwether by itself ...")
        given = (self.cloud, self.load, self.cache)
        rows += absolute.many_items(*given, self.data / "many", self.settings)
        rows += absolute.shared_syncs(*given, self.data / "sync", self.settings)


def _as_json(results: Results, settings: Settings) -> dict[str, object]:
    def rows(measured: dict[Case, Measured]) -> list[dict[str, object]]:
        return [dataclasses.asdict(case) | one.as_json() for case, one in measured.items()]

    return {
        "facts": results.facts,
        "warnings": results.warnings,
        "settings": dataclasses.asdict(settings),
        "servers": {peer.name: peer.about for peer in results.peers},
        "skipped": results.skipped,
        "measured": {name: rows(measured) for name, measured in results.measured.items()},
        "floor": rows(results.floors),
        "absolute": [row.as_json() for row in results.absolute],
    }


def _settings(options: argparse.Namespace) -> Settings:
    settings = QUICK if options.quick else Settings()
    given = {"seconds": options.seconds, "repeat": options.repeat}
    return dataclasses.replace(settings, **{k: v for k, v in given.items() if v is not None})


def main(arguments: list[str]) -> int:
    options = _arguments(arguments)
    settings = _settings(options)
    skipped: dict[str, str] = {}
    chosen = [peer for peer in PEERS if peer.name in options.peers]
    peers = fetched(chosen, cache_folder(), skipped)
    if options.fetch:
        return 0
    # In the cache folder, as the temporary one may be memory, where a sync costs nothing.
    with tempfile.TemporaryDirectory(prefix="bench-data-", dir=cache_folder()) as data:
        run = _Run(options, settings, Path(data))
        results = run.results
        results.skipped = skipped
        load = os.getloadavg()[0]
        if load > machine.BUSY_LOAD:
            results.warnings.append(f"Not to be quoted: the load average was {load:.1f} at the start")
            _say(results.warnings[-1])
        if options.quick:
            results.warnings.append("Not to be quoted: --quick measures too little")
        begin = time.monotonic()
        before = run.steady()
        run.serve(bellwether(run.cloud, "os"))
        run.floors()
        for peer in peers:
            run.serve(peer)
        after = run.steady()
        if not options.no_absolute:
            run.absolutes()
    if run.busy:
        taken = ", ".join(run.busy)
        results.warnings.append(f"Not to be quoted: other programs took of the processors {taken}")
    results.facts += [
        machine.described(),
        f"{time.strftime('%Y-%m-%d')}, {(time.monotonic() - begin) / 60:.0f} minutes, medians of"
        f" {settings.repeat} x {settings.seconds:g} s, client on the same machine",
        f"bare echo, GetItem 100 B, 32 connections: {before:,.0f}/s at the start, {after:,.0f}/s at"
        " the end",
        *(peer.about for peer in results.peers),
    ]
    if options.json:
        options.json.write_text(json.dumps(_as_json(results, settings), indent=1) + "\n")
    print(report(results, options.markdown))
    count = missed(results)
    if count:
        _say(f"{count} targets are missed")
    return 1 if count and options.strict else 0
