"""One server's turn: what goes wrong in it is the end of that server's turn only."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import machine  # noqa: E402
from peer import Peer, Started  # noqa: E402
from s3 import command  # noqa: E402
from s3.peers import PEERS  # noqa: E402
from s3.plan import Settings  # noqa: E402
from s3.report import Results  # noqa: E402

OURS = Peer("bellwether", "Bellwether", "Bellwether", PEERS[0].fetch, PEERS[0].command)


def serve(peer: Peer, error: Exception, data: Path, monkeypatch: pytest.MonkeyPatch) -> Results:
    @contextlib.contextmanager
    def running(peer: Peer, cache: Path, folder: Path) -> Iterator[Started]:
        folder.mkdir()
        (folder / "object").write_text("data")
        yield Started(1, 1, folder)

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(machine, "busy_share", lambda: 0.0)
    monkeypatch.setattr(command, "running", running)
    monkeypatch.setattr(command.Measuring, "rows", fail)
    results = Results(Settings())
    command._serve(peer, None, data, results)
    return results


def test_a_peer_that_fails_is_left_out_with_the_reason_and_its_data_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = serve(PEERS[0], FileNotFoundError("/proc/7/stat"), tmp_path, monkeypatch)
    assert results.skipped == {"MinIO": "FileNotFoundError: /proc/7/stat"}
    assert results.peers == []
    assert list(tmp_path.iterdir()) == []


def test_without_Bellwether_there_is_no_comparison(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(FileNotFoundError):
        serve(OURS, FileNotFoundError("/proc/7/stat"), tmp_path, monkeypatch)
