"""What is made of repeated uploads, and what a turn that is over still does."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import load_program  # noqa: E402
import machine  # noqa: E402
from load_program import Measured  # noqa: E402
from peer import Started  # noqa: E402
from s3 import measuring  # noqa: E402
from s3.measuring import Found, Measuring  # noqa: E402
from s3.peers import PEERS  # noqa: E402
from s3.plan import LISTING, MIB, PART_BYTES, QUICK, Settings, groups  # noqa: E402


class Loads:
    """Load programs that measure what they were told, one after the other."""

    def __init__(self, *measured: Measured) -> None:
        self.measured = list(measured)
        self.asked: list[str] = []

    def run(self, operation: str, **_: Any) -> Measured:
        self.asked.append(operation)
        return self.measured.pop(0)


class Memory:
    """A server's: what it has when somebody looks."""

    now = 5.0
    entered: Memory

    def __init__(self, process: int) -> None:
        self.mib = Memory.now
        self.watching = False

    def __enter__(self) -> Memory:
        Memory.entered = self
        self.watching = True
        return self

    def __exit__(self, *_: object) -> None:
        self.watching = False


class Bucket:
    """A client's, which takes memory to complete the second upload."""

    def __init__(self, parts: int) -> None:
        self.completed = 0
        self.size = parts * PART_BYTES

    def delete_object(self, **_: str) -> None:
        pass

    def create_multipart_upload(self, **_: str) -> dict[str, str]:
        return {"UploadId": "upload"}

    def list_parts(self, **_: str) -> dict[str, Any]:
        return {"Parts": [{"PartNumber": 1, "ETag": "tag", "Size": 1}]}

    def complete_multipart_upload(self, **_: Any) -> None:
        self.completed += 1
        if Memory.entered.watching and self.completed == 2:
            Memory.entered.mib = 70.0

    def head_object(self, **_: str) -> dict[str, int]:
        return {"ContentLength": self.size}


def test_of_uploads_in_parts_the_median_rate_counts_and_the_peak_of_all_and_their_completion(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(parts=10)
    monkeypatch.setattr(measuring, "client", lambda port: Bucket(settings.parts))
    monkeypatch.setattr(machine, "PeakMemory", Memory)
    loads = Loads(*(Measured(per_second=rate * MIB / PART_BYTES) for rate in (100, 300, 200)))
    found = Found()
    server = Started(1, os.getpid(), tmp_path)
    Measuring(loads, PEERS[0], settings, found)._in_parts(server)
    assert found.transfers["in parts"].mib_per_second == pytest.approx(200)
    assert found.transfers["in parts"].peak_mib == 70
    assert found.completion_ms is not None
    assert found.problems == []


def test_a_turn_that_is_over_fills_no_more_buckets(tmp_path: Path) -> None:
    settings = Settings(turn_limit=-1)
    loads = Loads()
    found = Found()
    Measuring(loads, PEERS[0], settings, found).rows(Started(1, os.getpid(), tmp_path))
    assert loads.asked == []
    cases = [case for group in groups(settings) for case in group.cases()]
    assert [*found.cases] == [*cases, LISTING]
    assert {one.too_slow for one in found.cases.values()} == {"the time for it was up"}


def test_a_bucket_is_filled_or_given_up_before_its_load_program_is() -> None:
    for settings in (Settings(), QUICK):
        assert settings.fill_limit + settings.patience < load_program._SECONDS_TO_END
        assert settings.fill_limit < settings.turn_limit
