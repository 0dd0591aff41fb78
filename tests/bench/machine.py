"""What the machine is, and whether it has time for measuring."""

from __future__ import annotations

import contextlib
import os
import platform
import subprocess
import threading
import time
from pathlib import Path

_SAMPLE_SECONDS = 0.5
# What the last server left for the kernel to write or free is given so many samples to end.
_SAMPLES = 8
_SECONDS_BETWEEN_LOOKS = 0.005
# Above this share of the processors' time, others' work shows in what is measured.
BUSY = 0.1
# Processes that ran or waited, on average over the last minute.
BUSY_LOAD = 0.5


def processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.machine()


def described() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} cores ({processor()}), {memory:.0f} GiB, Linux {platform.release()}"


def file_system(folder: Path) -> str:
    done = subprocess.run(
        ["stat", "--file-system", "--format", "%T", str(folder)],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout.strip() or "unknown"


def _times() -> tuple[int, int]:
    """Busy and all ticks of the processors since the start."""
    fields = [int(word) for word in Path("/proc/stat").read_text().splitlines()[0].split()[1:9]]
    return sum(fields) - fields[3] - fields[4], sum(fields)  # without idle and waiting for disks


def busy_share() -> float:
    """How much of the processors' time is taken while this program does nothing, once it is settled."""
    share = 1.0
    for _ in range(_SAMPLES):
        busy, every = _times()
        time.sleep(_SAMPLE_SECONDS)
        busy_then, every_then = _times()
        share = (busy_then - busy) / max(1, every_then - every)
        if share <= BUSY:
            break
    return share


def anonymous_mib(process: int) -> float:
    """Memory of the process's own: not the pages of mapped files."""
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("RssAnon:"):
            return int(line.split()[1]) / 1024
    raise RuntimeError(f"process {process} tells no RssAnon")


class PeakMemory:
    """The most anonymous memory that a process had while this was entered, in MiB; asked every few
    milliseconds."""

    def __init__(self, process: int) -> None:
        self.mib = 0.0
        self._process = process
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def _watch(self) -> None:
        while not self._over.wait(_SECONDS_BETWEEN_LOOKS):
            self.mib = max(self.mib, anonymous_mib(self._process))

    def __enter__(self) -> PeakMemory:
        self.mib = anonymous_mib(self._process)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join()


def cpu_seconds(process: int) -> float:
    """What the process took of the processors, all its threads."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def on_disk(folder: Path) -> int:
    """Bytes that the files take, holes not counted; nothing of a file that goes meanwhile."""
    taken = 0
    for within, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(FileNotFoundError):
                taken += os.lstat(os.path.join(within, name)).st_blocks * 512
    return taken


def syncs_per_second(folder: Path, seconds: float) -> float:
    """How often the disk acknowledges 4 KiB, one writer, nothing else."""
    path = folder / "syncs"
    file = os.open(path, os.O_CREAT | os.O_RDWR)
    try:
        page = b"x" * 4096
        count = 0
        begin = time.perf_counter()
        while time.perf_counter() - begin < seconds:
            os.pwrite(file, page, 4096 * (count % 256))
            os.fdatasync(file)
            count += 1
        return count / (time.perf_counter() - begin)
    finally:
        os.close(file)
        path.unlink()
