"""The measured build leaves the sources as they were."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))

import building  # noqa: E402


def test_a_build_that_fails_leaves_the_header_as_old_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    header = tmp_path / building._TOUCHED
    header.parent.mkdir(parents=True)
    header.touch()
    os.utime(header, ns=(1_000_000_000, 2_000_000_000))
    ages = []

    def seconds(*command: str) -> float:
        ages.append(header.stat().st_mtime_ns)
        if len(ages) == 3:
            raise subprocess.CalledProcessError(1, command)
        return 1

    monkeypatch.setattr(building, "_ROOT", tmp_path)
    monkeypatch.setattr(building, "_seconds", seconds)
    with pytest.raises(subprocess.CalledProcessError):
        building.builds(None)
    assert ages[1] == 2_000_000_000 < ages[2]
    assert header.stat().st_mtime_ns == 2_000_000_000
