"""What the functions' rows say of what was measured."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent))

from functions import _invoke_row  # noqa: E402


def test_an_invoke_is_told_in_floors_and_its_ratio_says_how_many_times_better() -> None:
    row = _invoke_row(median=120, p99=300, floors=[45, 40])
    assert row.measured == "120 us, 3.0 x the floor (p99 300)"
    assert row.ratio == 40 / 120
    assert row.met is True
    assert _invoke_row(median=161, p99=300, floors=[45, 40]).met is False
