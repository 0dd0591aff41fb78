"""The S3s that are compared, versions pinned."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from peer import Peer, Started, fetch_go, fetch_python, started

# Its repository is archived and its releases are no versions of the module: the last one is this.
_MINIO = "v0.0.0-20260212201848-7aac2a2c5b7c"
_VERSITYGW = "v1.8.0"
_MOTO = "5.2.5"

# As the load program signs.
_ACCESS_KEY = "benchmark"
_SECRET_KEY = "benchmark-secret"


def _data(folder: Path) -> str:
    objects = folder / "objects"
    objects.mkdir(exist_ok=True)
    return str(objects)


PEERS = [
    Peer(
        "minio",
        "MinIO",
        f"MinIO {_MINIO}, one drive, its defaults",
        fetch_go("minio-20260212201848", "github.com/minio/minio", _MINIO),
        lambda folder, port, data: [
            str(folder / "bin" / "minio"), "server", "--quiet", "--address", f"127.0.0.1:{port}",
            _data(data),
        ],  # fmt: skip
        lambda port: {
            "MINIO_ROOT_USER": _ACCESS_KEY,
            "MINIO_ROOT_PASSWORD": _SECRET_KEY,
            "MINIO_BROWSER": "off",
            "MINIO_UPDATE": "off",
        },
    ),
    Peer(
        "versitygw",
        "versitygw",
        f"versitygw {_VERSITYGW}, posix, its defaults but for --keep-alive and --quiet",
        fetch_go(
            f"versitygw-{_VERSITYGW[1:]}", "github.com/versity/versitygw/cmd/versitygw", _VERSITYGW
        ),
        lambda folder, port, data: [
            str(folder / "bin" / "versitygw"), "--port", f"127.0.0.1:{port}", "--keep-alive",
            "--quiet", "posix", _data(data),
        ],  # fmt: skip
        lambda port: {"ROOT_ACCESS_KEY": _ACCESS_KEY, "ROOT_SECRET_KEY": _SECRET_KEY},
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
]
# Whose better one the targets are about.
RIVALS = ("minio", "versitygw")


def client(port: int) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=f"http://127.0.0.1:{port}",
        region_name="us-east-1",
        aws_access_key_id=_ACCESS_KEY,
        aws_secret_access_key=_SECRET_KEY,
        config=Config(
            read_timeout=120,
            connect_timeout=5,
            retries={"total_max_attempts": 1},
            s3={"addressing_style": "path"},
        ),
    )


def _why_not(port: int) -> str:
    try:
        client(port).list_buckets()
    except (BotoCoreError, ClientError) as error:
        return str(error)
    return ""


@contextlib.contextmanager
def running(peer: Peer, cache: Path, data: Path) -> Iterator[Started]:
    """Starts the server on a port of its own and stops it at the end. Keeps `data`."""
    with started(peer, cache, data, _why_not) as server:
        yield server
