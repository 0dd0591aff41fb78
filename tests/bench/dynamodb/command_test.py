"""One server's turn: what goes wrong in it is the end of that server's turn only."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from botocore.exceptions import EndpointConnectionError

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import machine  # noqa: E402
from dynamodb import command  # noqa: E402
from dynamodb.load import QUICK, Case  # noqa: E402
from dynamodb.matrix import cases  # noqa: E402
from dynamodb.peers import PEERS  # noqa: E402
from dynamodb.report import Results  # noqa: E402
from load_program import NO_ANSWER, Measured  # noqa: E402
from peer import Peer, Unavailable  # noqa: E402

OURS = Peer("bellwether", "Bellwether", "Bellwether", PEERS[0].fetch, PEERS[0].command)


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> command._Run:
    """A run of GetItem without any program."""

    @contextlib.contextmanager
    def running(peer: Peer, cache: Path, folder: Path) -> Iterator[None]:
        folder.mkdir()
        (folder / "items.db").write_text("data")
        yield None

    monkeypatch.setattr(machine, "busy_share", lambda: 0.0)
    monkeypatch.setattr(command, "running", running)
    made = object.__new__(command._Run)
    made.cache = made.data = tmp_path
    made.load = None
    made.settings = QUICK
    made.names = ["get-item"]
    made.cases = cases(made.names)
    made.results = Results(peers=[], measured={}, floors={})
    return made


def failing(error: Exception, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(command.Measuring, "warm_up", fail)


def test_a_peer_that_fails_is_left_out_with_the_reason_and_its_data_goes(
    run: command._Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(EndpointConnectionError(endpoint_url="http://127.0.0.1:1"), monkeypatch)
    run.serve(PEERS[0])
    failing(Unavailable("it does not answer"), monkeypatch)
    run.serve(PEERS[2])
    assert run.results.skipped == {
        "DynamoDB Local": "EndpointConnectionError: Could not connect to the endpoint URL:"
        ' "http://127.0.0.1:1"',
        "dynalite": "it does not answer",
    }
    assert run.results.peers == []
    assert list(run.data.iterdir()) == []


def test_without_Bellwether_there_is_no_comparison(
    run: command._Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing(RuntimeError("table items-100 does not become active"), monkeypatch)
    with pytest.raises(RuntimeError):
        run.serve(OURS)


def test_what_was_said_of_its_tables_is_kept_of_a_server_that_hangs(
    run: command._Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Hanging:
        remarks = ["dynalite: items-100 has only 700 of 20,000 items"]

        def warm_up(self) -> None:
            pass

        def measure(self, case: Case) -> Measured:
            return Measured(too_slow=NO_ANSWER)

    monkeypatch.setattr(command, "Measuring", lambda *_: Hanging())
    run.serve(PEERS[2])
    assert run.results.remarks == Hanging.remarks
    assert set(run.results.measured["dynalite"]) == set(run.cases)
