"""How long a clean build takes, and one after a service was touched."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from pathlib import Path

from cloud import Cloud
from table import Row

_ROOT = Path(__file__).resolve().parents[2]
_TOUCHED = "cloud/logs/service.h"


def _seconds(*command: str | Path) -> float:
    begin = time.perf_counter()
    # What was compiled before must not help.
    environment = {**os.environ, "CCACHE_DISABLE": "1"}
    subprocess.run(command, cwd=_ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begin


def builds(_: Cloud) -> list[Row]:
    with tempfile.TemporaryDirectory(prefix="bellwether-bench-") as folder:
        _seconds("cmake", "--preset", "release", "-B", folder)
        clean = _seconds("ninja", "-C", folder)
        header = _ROOT / _TOUCHED
        was = header.stat()
        try:
            header.touch()
            touched = _seconds("ninja", "-C", folder)
        finally:
            os.utime(header, ns=(was.st_atime_ns, was.st_mtime_ns))
    cores = os.cpu_count()
    return [
        Row(
            what=f"clean build on {cores} cores",
            target="10 min",
            measured=f"{clean / 60:.1f} min",
            met=clean <= 600,
        ),
        Row(
            what=f"build after touching {_TOUCHED}",
            target="30 s",
            measured=f"{touched:.0f} s",
            met=touched <= 30,
        ),
    ]
