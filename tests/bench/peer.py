"""Servers that are compared: how each is fetched, once, and started.

What is fetched lies in the cache folder under `bench-peers/`, versions pinned. A peer that cannot be
had here is Unavailable, with the reason; the comparison goes on without it.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from cloud import Cloud, free_port

_OURS = "bellwether"
_SECONDS_TO_FETCH = 1800  # some are compiled
_SECONDS_TO_ANSWER = 60
_SECONDS_TO_STOP = 10


class Unavailable(Exception):
    """Why a peer cannot be measured here."""


@dataclass(frozen=True)
class Peer:
    name: str  # as --peers has it
    title: str  # as tables have it
    about: str
    fetch: Callable[[Path], Path]  # takes the cache folder, gives the folder it is in
    command: Callable[[Path, int, Path], list[str]]  # that folder, port, data folder
    environment: Callable[[int], dict[str, str]] = field(default=lambda port: {})


def need(*programs: str) -> None:
    for program in programs:
        if shutil.which(program) is None:
            raise Unavailable(f"{program} is not installed")


def run(*command: str | Path, cwd: Path, **environment: str) -> None:
    try:
        done = subprocess.run(
            [str(word) for word in command],
            cwd=cwd,
            env={**os.environ, **environment},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_SECONDS_TO_FETCH,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Unavailable(f"{command[0]} took longer than {_SECONDS_TO_FETCH} s") from None
    if done.returncode != 0:
        said = [line for line in done.stdout.decode(errors="replace").splitlines() if line.strip()]
        first = next((line for line in said if "error" in line.lower()), said[-1] if said else "")
        raise Unavailable(f"{Path(command[0]).name} failed: {first.strip()[:200]}")


def kept(cache: Path, name: str, fetch: Callable[[Path], None]) -> Path:
    folder = cache / "bench-peers" / name
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        print(f"fetching {name} ...", file=sys.stderr, flush=True)
        fetch(folder)
        (folder / "complete").touch()
    return folder


def fetch_python(name: str, requirement: str) -> Callable[[Path], Path]:
    def fetch(folder: Path) -> None:
        run(sys.executable, "-m", "venv", folder / "python", cwd=folder)
        pip = folder / "python" / "bin" / "pip"
        run(pip, "install", "--disable-pip-version-check", "--quiet", requirement, cwd=folder)

    return lambda cache: kept(cache, name, fetch)


def fetch_go(name: str, package: str, version: str) -> Callable[[Path], Path]:
    """Compiles a Go module's command, which takes minutes, into the folder's `bin`."""

    def fetch(folder: Path) -> None:
        need("go")
        print(f"  compiling {package} takes some minutes", file=sys.stderr, flush=True)
        run("go", "install", f"{package}@{version}", cwd=folder, GOBIN=str(folder / "bin"))

    return lambda cache: kept(cache, name, fetch)


def fetched(peers: list[Peer], cache: Path, skipped: dict[str, str]) -> list[Peer]:
    """Those that can be had here; of the others `skipped` gets the reason."""
    found = []
    for peer in peers:
        try:
            peer.fetch(cache)
            found.append(peer)
        except Unavailable as reason:
            leave_out(peer, reason, skipped)
    return found


def leave_out(peer: Peer, error: Exception, skipped: dict[str, str]) -> None:
    """Whatever a peer does in its turn, the others are measured. Without Bellwether nothing is."""
    if peer.name == _OURS:
        raise error
    known = isinstance(error, Unavailable)
    skipped[peer.title] = str(error) if known else f"{type(error).__name__}: {error}"
    print(f"{peer.title} is left out: {skipped[peer.title]}", file=sys.stderr, flush=True)


def bellwether(cloud: Cloud, durability: str) -> Peer:
    return Peer(
        _OURS,
        "Bellwether",
        f"Bellwether, data folder, --durability {durability}",
        lambda cache: cloud.build,
        lambda folder, port, data: [
            str(cloud.command), "serve", "--port", str(port), "--data", str(data / "state"),
            "--durability", durability, "--access-log", "off",
            "--python-packages", str(cloud.python_packages),
        ],  # fmt: skip
    )


def _stop(child: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGTERM)
    try:
        child.wait(timeout=_SECONDS_TO_STOP)
    except subprocess.TimeoutExpired:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()


@dataclass(frozen=True)
class Started:
    """A server that answers."""

    port: int
    process: int
    data: Path


@contextlib.contextmanager
def started(peer: Peer, cache: Path, data: Path, answers: Callable[[int], str]) -> Iterator[Started]:
    """Starts the server on a port of its own and stops it at the end. Keeps `data`.

    `answers` takes the port and says why the server does not answer yet; nothing when it does.
    """
    folder = peer.fetch(cache)
    port = free_port()
    data.mkdir(parents=True, exist_ok=True)
    log = data / "server.log"
    with log.open("wb") as output:
        child = subprocess.Popen(
            peer.command(folder, port, data),
            cwd=data,
            env={**os.environ, **peer.environment(port)},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        end = time.monotonic() + _SECONDS_TO_ANSWER
        while why_not := answers(port):
            if child.poll() is not None or time.monotonic() > end:
                said = log.read_text(errors="replace").strip().splitlines()
                raise Unavailable(f"it does not answer: {said[-1][:200] if said else why_not}")
            time.sleep(0.1)
        yield Started(port, child.pid, data)
    finally:
        _stop(child)
