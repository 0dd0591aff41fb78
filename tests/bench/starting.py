"""From the start of a function's process to its first GET .../next, under a bare Runtime API."""

from __future__ import annotations

import os
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from cloud import CPP_FUNCTIONS, PYTHON_FUNCTIONS, SHED, Cloud, environment_of_a_function
from table import Row

_REPEATS_CPP = 200
_REPEATS_PYTHON = 12
_SECONDS_TO_START = 30

# What a Python function does before its first `next`, at its barest: its module, then the request.
_PYTHON_START = """
import sys, socket, os
sys.path[:0] = [{code!r}, {packages!r}]
import app
host, port = os.environ["AWS_LAMBDA_RUNTIME_API"].split(":")
api = socket.create_connection((host, int(port)))
api.sendall(b"GET /2018-06-01/runtime/invocation/next HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n")
api.recv(1)
"""


def milliseconds_to_next(arguments: list[str], listener: socket.socket) -> float:
    """Starts the process and takes the time until a request for `next` has come in.

    Connections that ask for something else (a client made ready during init) are left open.
    """
    host, port = listener.getsockname()
    environment = environment_of_a_function(f"{host}:{port}")
    connections: list[socket.socket] = []
    with selectors.DefaultSelector() as ready:
        ready.register(listener, selectors.EVENT_READ)
        begin = time.perf_counter_ns()
        child = os.posix_spawn(arguments[0], arguments, environment)
        try:
            while time.perf_counter_ns() - begin < _SECONDS_TO_START * 1e9:
                for key, _ in ready.select(timeout=1):
                    if key.fileobj is listener:
                        connection, _ = listener.accept()
                        connections.append(connection)
                        ready.register(connection, selectors.EVENT_READ)
                        continue
                    received = key.fileobj.recv(4096)
                    if b"/runtime/invocation/next" in received:
                        return (time.perf_counter_ns() - begin) / 1e6
                    if not received:
                        ready.unregister(key.fileobj)
            raise RuntimeError(f"{arguments[0]} did not ask for an invocation")
        finally:
            os.kill(child, 9)
            os.waitpid(child, 0)
            for connection in connections:
                connection.close()


def median_start(arguments: list[str], repeats: int) -> float:
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        times = [milliseconds_to_next(arguments, listener) for _ in range(repeats)]
    return statistics.median(times)


def unpacked(package: Path, folder: Path) -> str:
    with zipfile.ZipFile(package) as archive:
        archive.extractall(folder)
    bootstrap = folder / "bootstrap"
    bootstrap.chmod(0o755)
    return str(bootstrap)


def python_start(cloud: Cloud, function: str, folder: Path) -> list[str]:
    (folder / "app.py").write_bytes((SHED / "python" / function / "app.py").read_bytes())
    code = f"{folder}"
    script = folder / "start.py"
    script.write_text(
        f"import sys; sys.path.insert(0, {str(SHED / 'python')!r})\n"
        + _PYTHON_START.format(code=code, packages=str(cloud.python_packages))
    )
    # The interpreter itself, as a version manager's shim would count as the function's start.
    interpreter = subprocess.run(
        [sys.executable, "-c", "import sys; print(sys._base_executable)"],
        capture_output=True, text=True, check=True,
    ).stdout.strip()  # fmt: skip
    return [interpreter, str(script)]


def starts(cloud: Cloud) -> list[Row]:
    rows = []
    for name, target_ratio in (("cat", None), ("sheep", 100.0)):
        with tempfile.TemporaryDirectory() as cpp_folder, tempfile.TemporaryDirectory() as py_folder:
            bootstrap = unpacked(cloud.cpp_zip(CPP_FUNCTIONS[name]), Path(cpp_folder))
            cpp = median_start([bootstrap], _REPEATS_CPP)
            script = python_start(cloud, PYTHON_FUNCTIONS[name], Path(py_folder))
            median_start(script, 2)  # its files into the page cache
            python = median_start(script, _REPEATS_PYTHON)
        ratio = python / cpp
        rows.append(
            Row(
                what=f"start to first next, {name}"
                + (" (DynamoDB client made ready, over HTTP)" if target_ratio else " (no client)"),
                target="1.5 ms" + (", 100x Python" if target_ratio else ""),
                measured=f"{cpp:.2f} ms",
                peer=f"Python {python:.0f} ms" + (" with boto3" if target_ratio else ""),
                ratio=ratio,
                met=cpp <= 1.5 and (target_ratio is None or ratio >= target_ratio),
            )
        )
    return rows
