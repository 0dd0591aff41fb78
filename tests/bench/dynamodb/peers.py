"""The servers that are compared: how each is fetched, once, and started.

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
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from cloud import Cloud, free_port

_DYNAMODB_LOCAL = "2.6.1"  # the last one of com.amazonaws; needs Java 17
_DYNALITE = "4.0.0"
_MOTO = "5.2.5"
_MINISTACK = "1.5.33"
_DYNOXIDE = "3.2.0"  # the crate's number

_SECONDS_TO_FETCH = 1800  # Dynoxide is compiled
_SECONDS_TO_ANSWER = 60
_SECONDS_TO_STOP = 10
_SECONDS_TO_BE_ACTIVE = 30


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


def _need(*programs: str) -> None:
    for program in programs:
        if shutil.which(program) is None:
            raise Unavailable(f"{program} is not installed")


def _run(*command: str | Path, cwd: Path) -> None:
    try:
        done = subprocess.run(
            [str(word) for word in command],
            cwd=cwd,
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


def _kept(cache: Path, name: str, fetch: Callable[[Path], None]) -> Path:
    folder = cache / "bench-peers" / name
    if not (folder / "complete").exists():
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        print(f"fetching {name} ...", file=sys.stderr, flush=True)
        fetch(folder)
        (folder / "complete").touch()
    return folder


def _fetch_dynamodb_local(cache: Path) -> Path:
    _need("java", "mvn")

    def fetch(folder: Path) -> None:
        (folder / "pom.xml").write_text(
            '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
            "<groupId>bench</groupId><artifactId>peer</artifactId><version>1</version>"
            "<dependencies><dependency><groupId>com.amazonaws</groupId>"
            f"<artifactId>DynamoDBLocal</artifactId><version>{_DYNAMODB_LOCAL}</version>"
            "</dependency></dependencies></project>\n"
        )
        goal = "dependency:copy-dependencies"
        _run(
            "mvn", "--batch-mode", "--quiet", goal, "-DoutputDirectory=lib",
            "-DincludeScope=runtime", cwd=folder,
        )  # fmt: skip

    return _kept(cache, f"dynamodb-local-{_DYNAMODB_LOCAL}", fetch)


def _dynamodb_local(folder: Path, port: int, *options: str) -> list[str]:
    # The native SQLite is among the libraries.
    return [
        "java", f"-Djava.library.path={folder / 'lib'}", "-cp", f"{folder / 'lib'}/*",
        "com.amazonaws.services.dynamodbv2.local.main.ServerRunner",
        "-port", str(port), "-sharedDb", "-disableTelemetry", *options,
    ]  # fmt: skip


def _fetch_dynalite(cache: Path) -> Path:
    _need("node", "npm")

    def fetch(folder: Path) -> None:
        _run(
            "npm", "install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts",
            f"dynalite@{_DYNALITE}", cwd=folder,
        )  # fmt: skip

    return _kept(cache, f"dynalite-{_DYNALITE}", fetch)


def _dynalite(folder: Path, port: int, *options: str) -> list[str]:
    script = folder / "node_modules" / "dynalite" / "cli.js"
    return ["node", str(script), "--host", "127.0.0.1", "--port", str(port), *options]


def _fetch_python(name: str, requirement: str) -> Callable[[Path], Path]:
    def fetch(folder: Path) -> None:
        _run(sys.executable, "-m", "venv", folder / "python", cwd=folder)
        pip = folder / "python" / "bin" / "pip"
        _run(pip, "install", "--disable-pip-version-check", "--quiet", requirement, cwd=folder)

    return lambda cache: _kept(cache, name, fetch)


def _fetch_dynoxide(cache: Path) -> Path:
    _need("cargo")

    def fetch(folder: Path) -> None:
        _run(
            "cargo", "install", "dynoxide-rs", "--version", _DYNOXIDE, "--locked",
            "--no-default-features", "--features", "native-sqlite,http-server,cli",
            "--root", folder, cwd=folder,
        )  # fmt: skip

    return _kept(cache, f"dynoxide-{_DYNOXIDE}", fetch)


def _dynoxide(folder: Path, port: int, *options: str) -> list[str]:
    return [str(folder / "bin" / "dynoxide"), "--port", str(port), "--log", "quiet", *options]


PEERS = [
    Peer(
        "dynamodb-local",
        "DynamoDB Local",
        f"DynamoDB Local {_DYNAMODB_LOCAL}, -inMemory",
        _fetch_dynamodb_local,
        lambda folder, port, data: _dynamodb_local(folder, port, "-inMemory"),
    ),
    Peer(
        "dynamodb-local-disk",
        "DynamoDB Local, disk",
        f"DynamoDB Local {_DYNAMODB_LOCAL}, -dbPath",
        _fetch_dynamodb_local,
        lambda folder, port, data: _dynamodb_local(folder, port, "-dbPath", str(data)),
    ),
    Peer(
        "dynalite",
        "dynalite",
        f"dynalite {_DYNALITE}, in memory",
        _fetch_dynalite,
        lambda folder, port, data: _dynalite(folder, port),
    ),
    Peer(
        "dynalite-disk",
        "dynalite, disk",
        f"dynalite {_DYNALITE}, --path",
        _fetch_dynalite,
        lambda folder, port, data: _dynalite(folder, port, "--path", str(data)),
    ),
    Peer(
        "moto",
        "moto",
        f"moto {_MOTO}'s server, in memory; it closes the connection after each answer",
        _fetch_python(f"moto-{_MOTO}", f"moto[server]=={_MOTO}"),
        lambda folder, port, data: [
            str(folder / "python" / "bin" / "moto_server"), "-H", "127.0.0.1", "-p", str(port),
        ],  # fmt: skip
    ),
    Peer(
        "ministack",
        "MiniStack",
        f"MiniStack {_MINISTACK}, in memory",
        _fetch_python(f"ministack-{_MINISTACK}", f"ministack=={_MINISTACK}"),
        lambda folder, port, data: [str(folder / "python" / "bin" / "ministack")],
        lambda port: {
            "GATEWAY_PORT": str(port),
            "BIND_HOST": "127.0.0.1",
            "LOG_LEVEL": "WARNING",
        },
    ),
    Peer(
        "dynoxide",
        "Dynoxide",
        f"Dynoxide (crate dynoxide-rs {_DYNOXIDE}), in memory",
        _fetch_dynoxide,
        lambda folder, port, data: _dynoxide(folder, port),
    ),
    Peer(
        "dynoxide-disk",
        "Dynoxide, disk",
        f"Dynoxide (crate dynoxide-rs {_DYNOXIDE}), --db-path",
        _fetch_dynoxide,
        lambda folder, port, data: _dynoxide(folder, port, "--db-path", str(data / "items.db")),
    ),
]
# The others on disk are slower than themselves in memory, and no target names them.
BY_DEFAULT = [peer.name for peer in PEERS if peer.name not in ("dynalite-disk", "dynoxide-disk")]


def bellwether(cloud: Cloud, durability: str) -> Peer:
    return Peer(
        "bellwether",
        "Bellwether",
        f"Bellwether, data folder, --durability {durability}",
        lambda cache: cloud.build,
        lambda folder, port, data: [
            str(cloud.command), "serve", "--port", str(port), "--data", str(data / "state"),
            "--durability", durability, "--access-log", "off",
            "--python-packages", str(cloud.python_packages),
        ],  # fmt: skip
    )


class Server:
    """A server that answers."""

    def __init__(self, peer: Peer, port: int, process: int, data: Path) -> None:
        self.peer = peer
        self.port = port
        self.process = process
        self.data = data
        self.tables = _client(port)

    def create_table(self, name: str, sorted_by: bool = False) -> None:
        keys = [("pk", "HASH")] + ([("sk", "RANGE")] if sorted_by else [])
        self.tables.create_table(
            TableName=name,
            AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"} for key, _ in keys],
            KeySchema=[{"AttributeName": key, "KeyType": kind} for key, kind in keys],
            BillingMode="PAY_PER_REQUEST",
        )
        end = time.monotonic() + _SECONDS_TO_BE_ACTIVE
        while self.tables.describe_table(TableName=name)["Table"]["TableStatus"] != "ACTIVE":
            if time.monotonic() > end:
                raise RuntimeError(f"{self.peer.title}: table {name} does not become active")
            time.sleep(0.05)


def _client(port: int) -> Any:
    return boto3.client(
        "dynamodb",
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(read_timeout=60, connect_timeout=5, retries={"total_max_attempts": 1}),
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


@contextlib.contextmanager
def running(peer: Peer, cache: Path, data: Path) -> Iterator[Server]:
    """Starts the server on a port of its own and stops it at the end. Keeps `data`."""
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
        server = Server(peer, port, child.pid, data)
        end = time.monotonic() + _SECONDS_TO_ANSWER
        while True:
            try:
                server.tables.list_tables()
                break
            except (BotoCoreError, ClientError) as error:
                if child.poll() is None and time.monotonic() < end:
                    time.sleep(0.1)
                    continue
                said = log.read_text(errors="replace").strip().splitlines()
                reason = said[-1][:200] if said else str(error)
                raise Unavailable(f"it does not answer: {reason}") from None
        yield server
    finally:
        _stop(child)
