#!/usr/bin/env python3
"""Measures what Bellwether promises, each number beside its peer in the same run.

Each section prints rows of: what is measured, its target, what was measured, the peer beside it. A
row that misses its target is marked; --strict makes that an error.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

import building
import dynamodb.command
import functions
import s3.command
import serving
import starting
from cloud import Cloud
from table import Row, render

SECTIONS = {
    "size": (functions.sizes, "the deployable zip of each C++ function"),
    "start": (starting.starts, "process start to first `next`, beside Python importing boto3"),
    "init": (functions.inits, "Init Duration at 128 MB of a no-op"),
    "ratios": (functions.ratios, "cat, sheep, dog and wolf at 128 MB, C++ and Python, warm; memory"),
    "wolf": (functions.wolf_memory, "Max Memory Used by the wolf over 10,000 sheep"),
    "invoke": (functions.warm_invokes, "a warm no-op through Invoke, beside bare round trips"),
    "serve": (serving.starts, "`serve`: start to healthy, empty and with 100,000 items; idle memory"),
    "items": (serving.get_items, "GetItem a second on one core, beside a bare answer"),
    "build": (building.builds, "a clean build, and one after a service was touched"),
}
# A quarter of an hour, and nothing that a user feels.
ONLY_WHEN_NAMED = {"build"}

# Comparisons of their own, which take longer than all sections and fetch other servers.
COMPARISONS = {"dynamodb": dynamodb.command.main, "s3": s3.command.main}


def main(arguments: list[str]) -> int:
    for name, compare in COMPARISONS.items():
        if name in arguments:
            arguments.remove(name)
            return compare(arguments)
    parser = argparse.ArgumentParser(
        prog="./bw bench",
        description="Measures what Bellwether promises, each number beside its peer in the same run.",
        epilog="sections: " + "; ".join(f"{name} ({what})" for name, (_, what) in SECTIONS.items())
        + ". Apart from these, each with its own --help: dynamodb and s3, the same load against"
        " other DynamoDBs and S3s",
    )
    parser.add_argument("sections", nargs="*", metavar="SECTION", help="all but build when none is named")
    parser.add_argument("--build", type=Path, required=True, help=argparse.SUPPRESS)
    parser.add_argument(
        "--python-packages", type=Path, required=True, help=argparse.SUPPRESS
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="keep the rows")
    parser.add_argument("--strict", action="store_true", help="fail when a target is missed")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.sections if name not in SECTIONS]
    if unknown:
        parser.error(f"there is no section {unknown[0]}; there are {', '.join(SECTIONS)}")

    cloud = Cloud(options.build.resolve(), options.python_packages.resolve())
    rows: list[Row] = []
    for name in options.sections or [name for name in SECTIONS if name not in ONLY_WHEN_NAMED]:
        print(f"measuring {name} ...", file=sys.stderr, flush=True)
        rows += SECTIONS[name][0](cloud)
    print(render(rows, colour=sys.stdout.isatty()))
    if options.json:
        options.json.write_text(json.dumps([row.as_json() for row in rows], indent=1) + "\n")
    missed = [row for row in rows if row.met is False]
    if missed:
        print(f"{len(missed)} of {len(rows)} rows miss their target", file=sys.stderr)
    return 1 if missed and options.strict else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
