"""The comparison's judgement: the better rival, what a target asks, what is said of what is missing."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from load_program import Measured  # noqa: E402
from peer import Peer  # noqa: E402
from s3.measuring import Found, Transfer  # noqa: E402
from s3.peers import PEERS, RIVALS  # noqa: E402
from s3.plan import LISTING, MIB, Case, Settings  # noqa: E402
from s3.report import Results, missed, report, verdict  # noqa: E402

PUT = Case("put-object", 1024, 32)


def results(case: Case, ours: Measured, **theirs: Measured) -> Results:
    us = Peer("bellwether", "Bellwether", "Bellwether", PEERS[0].fetch, PEERS[0].command)
    named = {"bellwether": ours, **theirs}
    return Results(
        Settings(),
        peers=[us, *(peer for peer in PEERS if peer.name in named)],
        found={name: Found(cases={case: measured}) for name, measured in named.items()},
    )


def at(per_second: float, **more: object) -> Measured:
    return Measured(per_second=per_second, p50=1e6 / per_second, p99=2e6 / per_second, **more)


def test_the_target_is_about_the_better_rival() -> None:
    found = results(PUT, at(300), minio=at(100), versitygw=at(50))
    assert verdict(found, PUT, 3) is True
    found = results(PUT, at(300), minio=at(50), versitygw=at(101))
    assert verdict(found, PUT, 3) is False


def test_moto_is_no_rival() -> None:
    assert "moto" not in RIVALS
    found = results(PUT, at(300), moto=at(1e6))
    assert verdict(found, PUT, 3) is None


def test_a_rival_that_could_not_be_measured_is_left_out_and_explained() -> None:
    found = results(PUT, at(300), minio=Measured(refused="NotImplemented"), versitygw=at(90))
    assert verdict(found, PUT, 3) is True
    assert "MinIO: NotImplemented [PutObject, 1 KiB, 32 connections]" in report(found, False)


def test_a_row_that_we_cannot_do_misses_its_target() -> None:
    assert verdict(results(PUT, Measured(refused="InternalError"), minio=at(1)), PUT, 3) is False


def test_an_error_of_ours_is_missed_and_a_rival_with_errors_is_left_out_of_the_row() -> None:
    assert verdict(results(PUT, at(300, errors={"Oops": 1}), minio=at(1)), PUT, 3) is False
    quick = at(1e6, errors={"Oops": 1})
    assert verdict(results(PUT, at(300), minio=quick, versitygw=at(100)), PUT, 3) is True
    assert verdict(results(PUT, at(300), minio=quick), PUT, 3) is None


def test_rates_of_large_objects_are_bytes_a_second() -> None:
    case = Case("get-object", 256 * MIB, 1)
    text = report(results(case, at(4), minio=at(2)), markdown=False)
    assert "1,024 MiB/s" in text
    assert "512 MiB/s (2.0x)" in text


def test_memory_beyond_the_target_and_copied_parts_are_missed() -> None:
    found = results(LISTING, at(10), minio=at(1))
    ours = found.found["bellwether"]
    ours.transfers = {what: Transfer(100, 10) for what in ("up", "down", "in parts")}
    ours.completion_ms = 1.0
    before = missed(found)
    ours.transfers["down"] = Transfer(100, 65)
    assert missed(found) == before + 1
    del ours.transfers["in parts"]
    assert missed(found) == before + 2
    ours.completion_bytes = 200 * MIB
    assert missed(found) == before + 3
