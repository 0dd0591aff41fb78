"""What is asked of the machine while servers change it."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import machine  # noqa: E402


def test_files_that_go_while_they_are_counted_take_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "kept").write_bytes(b"x" * 10_000)
    walked = [(str(tmp_path), [], ["gone", "kept"])]
    monkeypatch.setattr(os, "walk", lambda folder: walked)
    assert 10_000 <= machine.on_disk(tmp_path) < 100_000
