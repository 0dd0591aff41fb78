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
from load_program import LoadProgram
from peer import Peer, bellwether, fetched, leave_out
from s3.measuring import Found, Measuring
from s3.peers import PEERS, running
from s3.plan import QUICK, Settings
from s3.report import Results, missed, report


def _arguments(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="./bw bench s3",
        description="The same load against Bellwether and each peer to be had, one server at a time:"
        " PutObject and GetObject of 1 KiB, 1 MiB and 256 MiB, ListObjectsV2 of 100,000 keys, 1 GiB"
        " up, down and in parts. About ten minutes, and some 2 GB of disk.",
        epilog="peers: " + "; ".join(f"{peer.name} ({peer.about})" for peer in PEERS),
    )
    parser.add_argument("--build", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--python-packages", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument("--quick", action="store_true", help="to see that it works")
    parser.add_argument(
        "--peers", metavar="A,B", default=",".join(peer.name for peer in PEERS),
        help="which; none is Bellwether alone (default: %(default)s)",
    )  # fmt: skip
    parser.add_argument("--seconds", type=float, help="of one repetition")
    parser.add_argument("--repeat", type=int, help="repetitions, of which the median counts")
    parser.add_argument(
        "--durability", choices=("os", "sync", "memory"), default="os", help="Bellwether's"
    )
    parser.add_argument("--fetch", action="store_true", help="only fetch the peers")
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep every number")
    parser.add_argument("--markdown", action="store_true", help="print the tables as Markdown")
    parser.add_argument("--strict", action="store_true", help="fail when a target is missed")
    options = parser.parse_args(arguments)
    options.peers = [] if options.peers == "none" else options.peers.split(",")
    known = [peer.name for peer in PEERS]
    for name in options.peers:
        if name not in known:
            parser.error(f"there is no {name}; there are {', '.join(known)}")
    return options


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _serve(peer: Peer, load: LoadProgram, data: Path, results: Results) -> None:
    """Measures one server; leaves it out when it cannot be."""
    share = machine.busy_share()
    if share > machine.BUSY:
        results.warnings.append(
            f"Not to be quoted: other programs took {share:.0%} of the processors before"
            f" {peer.title}"
        )
    _say(f"measuring {peer.title} ...")
    begin = time.monotonic()
    found = Found()
    measuring = Measuring(load, peer, results.settings, found)
    try:
        for name, measure in (("rows", measuring.rows), ("huge", measuring.transfers)):
            folder = data / f"{peer.name}-{name}"
            try:
                with running(peer, cache_folder(), folder) as server:
                    measure(server)
            finally:
                # What the disk has not taken yet it need not take while the next is measured.
                shutil.rmtree(folder, ignore_errors=True)
    except Exception as error:
        leave_out(peer, error, results.skipped)
        return
    results.peers.append(peer)
    results.found[peer.name] = found
    _say(f"  {time.monotonic() - begin:.0f} s")


def _as_json(results: Results) -> dict[str, object]:
    def told(found: Found) -> dict[str, object]:
        return {
            "cases": [
                dataclasses.asdict(case) | one.as_json() for case, one in found.cases.items()
            ],
            "seconds_a_gib": [
                dataclasses.asdict(case) | dataclasses.asdict(one)
                for case, one in found.costs.items()
            ],
            "transfers": {
                what: dataclasses.asdict(one) for what, one in found.transfers.items()
            },
            "idle_mib": found.idle_mib,
            "completion_ms": found.completion_ms,
            "completion_bytes": found.completion_bytes,
            "problems": found.problems,
        }

    return {
        "facts": results.facts,
        "warnings": results.warnings,
        "settings": dataclasses.asdict(results.settings),
        "servers": {peer.name: peer.about for peer in results.peers},
        "skipped": results.skipped,
        "measured": {name: told(found) for name, found in results.found.items()},
    }


def _settings(options: argparse.Namespace) -> Settings:
    settings = QUICK if options.quick else Settings()
    given = {"seconds": options.seconds, "repeat": options.repeat}
    return dataclasses.replace(settings, **{k: v for k, v in given.items() if v is not None})


def main(arguments: list[str]) -> int:
    options = _arguments(arguments)
    settings = _settings(options)
    results = Results(settings)
    chosen = [peer for peer in PEERS if peer.name in options.peers]
    peers = fetched(chosen, cache_folder(), results.skipped)
    if options.fetch:
        return 0
    if options.quick:
        results.warnings.append("Not to be quoted: --quick measures too little")
    load_average = os.getloadavg()[0]
    if load_average > machine.BUSY_LOAD:
        results.warnings.append(
            f"Not to be quoted: the load average was {load_average:.1f} at the start"
        )
    build = options.build.resolve()
    ours = bellwether(Cloud(build, options.python_packages.resolve()), options.durability)
    load = LoadProgram(build / "tests" / "bench" / "s3" / "s3_load")
    begin = time.monotonic()
    # In the cache folder, as the temporary one may be memory, which is no disk.
    with tempfile.TemporaryDirectory(prefix="bench-data-", dir=cache_folder()) as data:
        file_system = machine.file_system(Path(data))
        _serve(ours, load, Path(data), results)
        for peer in peers:
            _serve(peer, load, Path(data), results)
    results.facts += [
        f"{machine.described()}, {file_system}",
        f"{time.strftime('%Y-%m-%d')}, {(time.monotonic() - begin) / 60:.0f} minutes, medians of"
        f" {settings.repeat} x {settings.seconds:g} s, client on the same machine",
        *(peer.about for peer in results.peers),
    ]
    if options.json:
        options.json.write_text(json.dumps(_as_json(results), indent=1) + "\n")
    print(report(results, options.markdown))
    count = missed(results)
    if count:
        _say(f"{count} targets are missed")
    return 1 if count and options.strict else 0
