"""The DynamoDBs that are compared, versions pinned."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from peer import Peer, fetch_python, kept, need, run, started

_DYNAMODB_LOCAL = "2.6.1"  # the last one of com.amazonaws; needs Java 17
_DYNALITE = "4.0.0"
_MOTO = "5.2.5"
_MINISTACK = "1.5.33"
_DYNOXIDE = "3.2.0"  # the crate's number

_SECONDS_TO_BE_ACTIVE = 30


def _fetch_dynamodb_local(cache: Path) -> Path:
    need("java", "mvn")

    def fetch(folder: Path) -> None:
        (folder / "pom.xml").write_text(
            '<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion>'
            "<groupId>bench</groupId><artifactId>peer</artifactId><version>1</version>"
            "<dependencies><dependency><groupId>com.amazonaws</groupId>"
            f"<artifactId>DynamoDBLocal</artifactId><version>{_DYNAMODB_LOCAL}</version>"
            "</dependency></dependencies></project>\n"
        )
        goal = "dependency:copy-dependencies"
        run(
            "mvn", "--batch-mode", "--quiet", goal, "-DoutputDirectory=lib",
            "-DincludeScope=runtime", cwd=folder,
        )  # fmt: skip

    return kept(cache, f"dynamodb-local-{_DYNAMODB_LOCAL}", fetch)


def _dynamodb_local(folder: Path, port: int, *options: str) -> list[str]:
    # The native SQLite is among the libraries.
    return [
        "java", f"-Djava.library.path={folder / 'lib'}", "-cp", f"{folder / 'lib'}/*",
        "com.amazonaws.services.dynamodbv2.local.main.ServerRunner",
        "-port", str(port), "-sharedDb", "-disableTelemetry", *options,
    ]  # fmt: skip


def _fetch_dynalite(cache: Path) -> Path:
    need("node", "npm")

    def fetch(folder: Path) -> None:
        run(
            "npm", "install", "--prefix", folder, "--no-audit", "--no-fund", "--ignore-scripts",
            f"dynalite@{_DYNALITE}", cwd=folder,
        )  # fmt: skip

    return kept(cache, f"dynalite-{_DYNALITE}", fetch)


def _dynalite(folder: Path, port: int, *options: str) -> list[str]:
    script = folder / "node_modules" / "dynalite" / "cli.js"
    return ["node", str(script), "--host", "127.0.0.1", "--port", str(port), *options]


def _fetch_dynoxide(cache: Path) -> Path:
    need("cargo")

    def fetch(folder: Path) -> None:
        run(
            "cargo", "install", "dynoxide-rs", "--version", _DYNOXIDE, "--locked",
            "--no-default-features", "--features", "native-sqlite,http-server,cli",
            "--root", folder, cwd=folder,
        )  # fmt: skip

    return kept(cache, f"dynoxide-{_DYNOXIDE}", fetch)


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
        fetch_python(f"moto-{_MOTO}", f"moto[server]=={_MOTO}"),
        lambda folder, port, data: [
            str(folder / "python" / "bin" / "moto_server"), "-H", "127.0.0.1", "-p", str(port),
        ],  # fmt: skip
    ),
    Peer(
        "ministack",
        "MiniStack",
        f"MiniStack {_MINISTACK}, in memory",
        fetch_python(f"ministack-{_MINISTACK}", f"ministack=={_MINISTACK}"),
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


def _why_not(port: int) -> str:
    try:
        _client(port).list_tables()
    except (BotoCoreError, ClientError) as error:
        return str(error)
    return ""


@contextlib.contextmanager
def running(peer: Peer, cache: Path, data: Path) -> Iterator[Server]:
    """Starts the server on a port of its own and stops it at the end. Keeps `data`."""
    with started(peer, cache, data, _why_not) as one:
        yield Server(peer, one.port, one.process, one.data)
