"""A local cloud for the bench: `bellwether serve` as a child, and functions put into it."""

from __future__ import annotations

import contextlib
import io
import json
import os
import re
import signal
import socket
import subprocess
import tempfile
import time
import zipfile
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

REPOSITORY = Path(__file__).resolve().parents[2]
SHED = REPOSITORY / "apps" / "sheep-shed"
PYTHON_FUNCTIONS = {
    "cat": "get_cat_ackermann",
    "sheep": "post_sheep_random",
    "dog": "get_dog_count",
    "wolf": "delete_wolf_ocd",
}
CPP_FUNCTIONS = {
    "cat": "sheep-shed-get-cat-ackermann",
    "sheep": "sheep-shed-post-sheep-random",
    "dog": "sheep-shed-get-dog-count",
    "wolf": "sheep-shed-delete-wolf-ocd",
}
_SECONDS_TO_HEALTHY = 30


def cache_folder() -> Path:
    given = os.environ.get("BELLWETHER_CACHE")
    if given:
        return Path(given)
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "bellwether"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until_healthy(port: int, child: subprocess.Popen[bytes]) -> float:
    """Seconds until GET /_bellwether/health answered 200, asked as often as a connection takes."""
    request = b"GET /_bellwether/health HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    begin = time.perf_counter()
    while time.perf_counter() - begin < _SECONDS_TO_HEALTHY:
        with contextlib.suppress(ConnectionError), socket.socket() as probe:
            probe.connect(("127.0.0.1", port))
            probe.sendall(request)
            if probe.recv(64).startswith(b"HTTP/1.1 200"):
                return time.perf_counter() - begin
        if child.poll() is not None:
            raise RuntimeError(f"bellwether serve ended with {child.returncode}")
    raise RuntimeError(f"bellwether serve was not healthy after {_SECONDS_TO_HEALTHY} s")


@dataclass(frozen=True)
class Report:
    """The REPORT line of one invocation; milliseconds and megabytes."""

    duration: float
    memory: int
    init: float | None

    @classmethod
    def parse(cls, log: str) -> Report:
        def field(pattern: str) -> str | None:
            found = re.search(pattern, log)
            return found[1] if found else None

        duration = field(r"\tDuration: ([\d.]+) ms")
        memory = field(r"\tMax Memory Used: (\d+) MB")
        init = field(r"\tInit Duration: ([\d.]+) ms")
        if duration is None or memory is None:
            raise RuntimeError(f"no REPORT line in the log: {log!r}")
        return cls(float(duration), int(memory), None if init is None else float(init))


class Cloud:
    """What is built, and how to run it."""

    def __init__(self, build: Path, python_packages: Path) -> None:
        self.build = build
        self.python_packages = python_packages
        self.command = build / "bellwether"
        self.client_program = build / "tests" / "bench" / "bench_client"

    def cpp_zip(self, target: str) -> Path:
        package = self.build / "lambda" / f"{target}.zip"
        if not package.exists():
            raise RuntimeError(f"{package} is not built")
        return package

    def python_zip(self, function: str) -> bytes:
        """What the makefile packages: the function's app.py and the shared package."""
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(SHED / "python" / function / "app.py", "app.py")
            for module in sorted((SHED / "python" / "sheep_shed").glob("*.py")):
                archive.write(module, f"sheep_shed/{module.name}")
        return packed.getvalue()

    def start(self, *options: str) -> tuple[subprocess.Popen[bytes], int]:
        port = free_port()
        arguments = [str(self.command), "serve", "--port", str(port), *options]
        arguments += ["--python-packages", str(self.python_packages), "--access-log", "off"]
        child = subprocess.Popen(
            arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True
        )
        return child, port

    @staticmethod
    def stop(child: subprocess.Popen[bytes]) -> None:
        child.send_signal(signal.SIGTERM)
        try:
            child.wait(timeout=15)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()

    @contextlib.contextmanager
    def running(self) -> Iterator[Running]:
        with tempfile.TemporaryDirectory(prefix="bellwether-bench-") as data:
            child, port = self.start("--data", data)
            try:
                wait_until_healthy(port, child)
                yield Running(self, port, child)
            finally:
                self.stop(child)

    def measure(self, *arguments: str, request: bytes = b"") -> dict[str, Any]:
        """Runs the program that measures what a script is too slow for."""
        done = subprocess.run(
            [str(self.client_program), *arguments], input=request, capture_output=True, check=False
        )
        if done.returncode != 0:
            raise RuntimeError(f"bench_client {arguments}: {done.stderr.decode()}")
        return json.loads(done.stdout)


class Running:
    """A cloud that is up."""

    def __init__(self, cloud: Cloud, port: int, child: subprocess.Popen[bytes]) -> None:
        self.cloud = cloud
        self.port = port
        self.child = child
        settings = {
            "endpoint_url": f"http://127.0.0.1:{port}",
            "region_name": "us-east-1",
            "aws_access_key_id": "test",
            "aws_secret_access_key": "test",
            "config": Config(read_timeout=120, retries={"max_attempts": 1}),
        }
        self.functions = boto3.client("lambda", **settings)
        self.tables = boto3.client("dynamodb", **settings)

    def create_table(self, name: str) -> None:
        self.tables.create_table(
            TableName=name,
            AttributeDefinitions=[{"AttributeName": "tattoo", "AttributeType": "N"}],
            KeySchema=[{"AttributeName": "tattoo", "KeyType": "HASH"}],
            BillingMode="PAY_PER_REQUEST",
        )
        self.tables.get_waiter("table_exists").wait(TableName=name, WaiterConfig={"Delay": 1})

    def create_function(
        self, name: str, code: bytes, python: bool, memory: int = 128, table: str = ""
    ) -> None:
        variables = {"ALLOW_ORIGIN": "*"}
        if table:
            variables["BACKEND_TABLE_NAME"] = table
        self.functions.create_function(
            FunctionName=name,
            Runtime="python3.13" if python else "provided.al2023",
            Handler="app.handler" if python else "bootstrap",
            Role="arn:aws:iam::000000000000:role/bench",
            Code={"ZipFile": code},
            MemorySize=memory,
            Timeout=60,
            Environment={"Variables": variables},
        )
        self.functions.get_waiter("function_active_v2").wait(
            FunctionName=name, WaiterConfig={"Delay": 1}
        )

    def create_cpp(self, name: str, target: str, **options: Any) -> None:
        self.create_function(name, self.cloud.cpp_zip(target).read_bytes(), False, **options)

    def create_python(self, name: str, function: str, **options: Any) -> None:
        self.create_function(name, self.cloud.python_zip(function), True, **options)

    def make_cold(self, name: str, turn: int) -> None:
        """A changed configuration ends the ready environments, as on AWS."""
        settings = self.functions.get_function_configuration(FunctionName=name)
        variables = settings["Environment"]["Variables"] | {"TURN": str(turn)}
        self.functions.update_function_configuration(
            FunctionName=name, Environment={"Variables": variables}
        )
        self.functions.get_waiter("function_updated_v2").wait(
            FunctionName=name, WaiterConfig={"Delay": 1}
        )

    def invoke(self, name: str, event: object, statuses: tuple[int, ...] = ()) -> Report:
        """Invokes, checks the answer's status when any is expected, and returns the report."""
        answer = self.functions.invoke(
            FunctionName=name, Payload=json.dumps(event).encode(), LogType="Tail"
        )
        payload = answer["Payload"].read()
        if "FunctionError" in answer:
            raise RuntimeError(f"{name} failed: {payload!r}")
        if statuses and json.loads(payload)["statusCode"] not in statuses:
            raise RuntimeError(f"{name} answered {payload!r}")
        return Report.parse(b64decode(answer["LogResult"]).decode())


def resident_kib(process: int) -> int:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1])
    raise RuntimeError(f"process {process} has no resident memory")


def environment_of_a_function(runtime_api: str, table: str = "shed") -> dict[str, str]:
    """What Lambda sets, as far as a function's start depends on it."""
    return {
        "AWS_LAMBDA_RUNTIME_API": runtime_api,
        "AWS_REGION": "us-east-1",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_ENDPOINT_URL": f"http://{runtime_api}",
        "AWS_LAMBDA_FUNCTION_NAME": "bench",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": "128",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/bench",
        "AWS_LAMBDA_LOG_STREAM_NAME": "bench",
        "AWS_LAMBDA_INITIALIZATION_TYPE": "on-demand",
        "BACKEND_TABLE_NAME": table,
        "ALLOW_ORIGIN": "*",
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "LANG": "C.UTF-8",
        "TZ": ":UTC",
    }
