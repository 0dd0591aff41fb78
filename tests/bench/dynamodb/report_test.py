"""The comparison's judgement: medians, ratios, targets, and what is said of what went wrong."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import load_program  # noqa: E402
from dynamodb.absolute import tails  # noqa: E402
from dynamodb.load import Case  # noqa: E402
from dynamodb.matrix import OPERATIONS, cases, target_of  # noqa: E402
from dynamodb.peers import PEERS  # noqa: E402
from dynamodb.report import Results, missed, report, verdict  # noqa: E402
from load_program import NO_ANSWER, Measured  # noqa: E402
from peer import Peer  # noqa: E402
from table import columns  # noqa: E402

GET = Case("get-item", 100, 32)
ALONE = Case("get-item", 100, 1)


def results(case: Case, ours: Measured, echo: float = 1e9, **theirs: Measured) -> Results:
    named = {name.replace("_", "-"): measured for name, measured in theirs.items()}
    us = Peer("bellwether", "Bellwether", "Bellwether", PEERS[0].fetch, PEERS[0].command)
    return Results(
        peers=[us, *(peer for peer in PEERS if peer.name in named)],
        measured={"bellwether": {case: ours}} | {name: {case: one} for name, one in named.items()},
        floors={case: Measured(per_second=echo, p50=1e6 / echo)},
    )


def judged(found: Results, case: Case) -> tuple[str, str, bool | None]:
    return verdict(found, case, target_of("single", case))


def run(per_second: float, **more: object) -> dict[str, object]:
    return {
        "operations": 10, "seconds": 1, "per_second": per_second, "p50_us": 1e6 / per_second,
        "p95_us": 2, "p99_us": 3, "requests": 10, "sent": 0, "received": 0, "errors": {},
        "first_error": "", "cpu_seconds": 0.1,
    } | more  # fmt: skip


HUNG = run(1, operations=0, errors={NO_ANSWER: 1}, first_error=NO_ANSWER) | {
    "per_second": 0, "p50_us": 0,
}  # fmt: skip


def test_the_median_repetition_counts_and_of_the_echo_the_best() -> None:
    said = {"refused": None, "runs": [run(100), run(400), run(200)]}
    assert load_program._measured(said, best=False).per_second == 200
    assert load_program._measured(said, best=False).p50 == 5000
    assert load_program._measured(said, best=True).per_second == 400
    assert load_program._measured(said, best=True).p50 == 2500


def test_an_operation_without_any_right_answer_was_refused() -> None:
    broken = run(1, operations=0, errors={"Oops": 7}, first_error="Oops: no")
    assert load_program._measured({"refused": None, "runs": [broken]}, best=False).refused == "Oops: no"
    assert load_program._measured({"refused": "Nope", "runs": []}, best=False).refused == "Nope"


def test_an_operation_without_an_answer_is_too_slow_rather_than_refused() -> None:
    found = load_program._measured({"refused": "no answer in time", "runs": []}, best=False)
    assert found.refused is None
    assert found.too_slow == "no answer in time"


def test_an_operation_that_hangs_in_most_repetitions_is_too_slow_and_the_report_says_so() -> None:
    measured = load_program._measured({"refused": None, "runs": [run(100), HUNG, HUNG]}, best=False)
    assert measured.too_slow == NO_ANSWER
    found = results(GET, Measured(per_second=1000, p50=1), dynalite=measured)
    assert judged(found, GET)[2] is None
    assert "dynalite: too slow: no answer in time [GetItem]" in report(found, markdown=False)
    measured = load_program._measured({"refused": None, "runs": [run(100), HUNG]}, best=False)
    assert measured.too_slow == NO_ANSWER


def test_a_repetition_without_any_right_answer_is_no_quick_one() -> None:
    runs = [run(100), HUNG, run(100)]
    measured = load_program._measured({"refused": None, "runs": runs}, best=True)
    assert (measured.per_second, measured.p50) == (100, 10_000)
    assert measured.errors == {NO_ANSWER: 1}


def test_errors_of_all_repetitions_are_added() -> None:
    runs = [run(1, errors={"A": 1}), run(1, errors={"A": 2, "B": 1})]
    assert load_program._measured({"refused": None, "runs": runs}, best=False).errors == {"A": 3, "B": 1}


def test_throughput_is_judged_against_both_peers() -> None:
    ours = Measured(per_second=1500)
    local, dynalite = Measured(per_second=150), Measured(per_second=100)
    found = results(GET, ours, dynamodb_local=local, dynalite=dynalite)
    assert judged(found, GET) == ("10x / 15x", "met", True)
    found = results(GET, ours, dynamodb_local=local, dynalite=Measured(per_second=101))
    assert judged(found, GET) == ("10x / 15x", "MISSED: dynalite", False)
    assert missed(found) == 1


def test_one_connection_is_judged_by_its_median_latency() -> None:
    found = results(ALONE, Measured(p50=25), dynamodb_local=Measured(p50=100))
    assert judged(found, ALONE) == ("4x / 4x", "met", True)
    found = results(ALONE, Measured(p50=26), dynamodb_local=Measured(p50=100))
    assert judged(found, ALONE)[2] is False


def test_a_target_that_the_echo_misses_too_is_told_apart() -> None:
    found = results(GET, Measured(per_second=1000), echo=1400, dynalite=Measured(per_second=100))
    assert judged(found, GET)[1] == "MISSED: dynalite, as the echo does"


def test_what_Bellwether_refuses_is_missed_and_what_peers_refuse_is_not_judged() -> None:
    refused = Measured(refused="UnknownOperationException: no")
    assert judged(results(GET, refused, dynalite=Measured(per_second=1)), GET)[2] is False
    assert judged(results(GET, Measured(per_second=1), dynalite=refused), GET)[2] is None
    assert judged(results(GET, Measured(per_second=1)), GET)[2] is None


def test_an_error_of_Bellwether_is_missed_and_where_peers_have_errors_they_are_not_judged() -> None:
    ours, broken = Measured(per_second=1000), Measured(per_second=1, errors={"Oops": 1})
    quick = Measured(per_second=1000, errors={"Oops": 1})
    slow = Measured(per_second=1)
    assert judged(results(GET, quick, dynalite=slow), GET) == ("10x / 15x", "MISSED", False)
    assert judged(results(GET, ours, dynalite=broken), GET) == ("10x / 15x", "", None)
    found = results(GET, ours, dynamodb_local=slow, dynalite=quick)
    assert judged(found, GET) == ("10x / 15x", "met", True)


def test_a_tail_of_answers_with_errors_is_missed() -> None:
    measured = Measured(per_second=1000, p50=10, p99=20, errors={"Oops": 1})
    (row,) = tails({GET: measured})
    assert (row.measured, row.met) == ("some answers were errors: Oops", False)


def test_several_items_over_one_connection_have_no_target() -> None:
    assert target_of("several", Case("query", 100, 1)) is None
    assert target_of("several", Case("query", 100, 32)) is not None


def test_the_report_says_why_something_is_missing() -> None:
    found = results(
        GET,
        Measured(per_second=1000, errors={"Oops": 3}),
        dynalite=Measured(refused="UnknownOperationException: no"),
        moto=Measured(too_slow="no answer in time"),
        dynoxide=Measured(per_second=500),
    )
    found.skipped["MiniStack"] = "pip failed"
    text = report(found, markdown=False)
    assert "1,000 !" in text
    assert "500 (2.0x)" in text
    assert "dynalite: not supported: UnknownOperationException: no [GetItem]" in text
    assert "moto: too slow: no answer in time [GetItem]" in text
    assert "Bellwether: some answers (!) were errors: Oops" in text
    assert "not compared: MiniStack: pip failed" in text


def test_markdown_is_a_table_of_its_own() -> None:
    assert columns(["a", "b"], [["1", "2"]], markdown=True) == "| a | b |\n| --- | ---: |\n| 1 | 2 |"


def test_every_operation_of_the_comparison_is_measured() -> None:
    every = cases([operation.name for operation in OPERATIONS])
    assert len(every) == len(set(every))
    singles = {case for case in every if target_of("single", case) and case.operation == "put-item"}
    assert {(case.item_bytes, case.connections) for case in singles} == {
        (size, connections) for size in (100, 1024, 102_400) for connections in (1, 32)
    }
    assert Case("query", 102_400, 32) not in every  # a page has a megabyte
