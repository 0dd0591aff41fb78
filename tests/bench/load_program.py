"""Runs a program that makes the load, and keeps what it measured."""

from __future__ import annotations

import json
import statistics
import subprocess
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

# What load programs say of a request without an answer.
NO_ANSWER = "no answer in time"
# Longer than any load is allowed to take, filling a bucket and waiting for its last answers; what
# lasts so long hangs.
_SECONDS_TO_END = 360


@dataclass(frozen=True)
class Measured:
    """Medians over the repetitions with right answers; latencies in microseconds."""

    per_second: float = 0
    p50: float = 0
    p95: float = 0
    p99: float = 0
    repetitions: int = 0
    operations: int = 0
    requests: int = 0
    sent: int = 0  # bytes
    received: int = 0  # bytes of bodies
    cpu_seconds: float = 0  # of the client, over all repetitions
    errors: dict[str, int] = field(default_factory=dict)
    refused: str | None = None  # the server's words; nothing else is known then
    too_slow: str | None = None  # why it was not measured; likewise

    @property
    def usable(self) -> bool:
        return self.refused is None and self.too_slow is None

    @property
    def flawless(self) -> bool:
        """Measured, and every answer right: what a verdict may rest on."""
        return self.usable and not self.errors

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


class LoadProgram:
    def __init__(self, path: Path) -> None:
        if not path.exists():
            raise RuntimeError(f"{path} is not built")
        self.path = path

    def run(self, operation: str, best: bool = False, **options: Any) -> Measured:
        """Options are the program's, with _ for -; True is a flag, False and None leave it out.

        The median repetition counts; with `best` the best one does.
        """
        arguments = [str(self.path), operation]
        for name, value in options.items():
            if value is None or value is False:
                continue
            arguments.append("--" + name.replace("_", "-"))
            if value is not True:
                arguments.append(str(value))
        try:
            done = subprocess.run(
                arguments, capture_output=True, check=False, timeout=_SECONDS_TO_END
            )
        except subprocess.TimeoutExpired:
            return Measured(too_slow=f"no end after {_SECONDS_TO_END} s")
        if done.returncode != 0:
            said = done.stderr.decode(errors="replace").strip()
            return Measured(refused=said or f"the load ended with {done.returncode}")
        return _measured(json.loads(done.stdout), best)


def _measured(said: dict[str, Any], best: bool) -> Measured:
    runs = said["runs"]
    refused = said["refused"]
    if refused is None and not any(run["operations"] for run in runs):
        refused = runs[0]["first_error"] if runs else ""
    if refused == NO_ANSWER:
        return Measured(too_slow=refused)
    if refused is not None:
        return Measured(refused=refused or "no answer")
    # What hung or broke after a good beginning has no median.
    answered = [run for run in runs if run["operations"]]
    if len(answered) <= len(runs) / 2:
        broken = next(run for run in runs if not run["operations"])
        return Measured(too_slow=broken["first_error"] or "no answer")
    errors: dict[str, int] = {}
    for run in runs:
        for kind, count in run["errors"].items():
            errors[kind] = errors.get(kind, 0) + count

    def middle(name: str) -> float:
        values = [run[name] for run in answered]
        if not best:
            return statistics.median(values)
        return max(values) if name == "per_second" else min(values)

    return Measured(
        per_second=middle("per_second"),
        p50=middle("p50_us"),
        p95=middle("p95_us"),
        p99=middle("p99_us"),
        repetitions=len(runs),
        operations=sum(run["operations"] for run in runs),
        requests=sum(run["requests"] for run in runs),
        sent=sum(run["sent"] for run in runs),
        received=sum(run["received"] for run in runs),
        cpu_seconds=sum(run["cpu_seconds"] for run in runs),
        errors=errors,
    )
