"""A Bellwether server as a child process."""

import os
import pathlib
import signal
import subprocess
import tempfile
import time

import requests

SLOW = float(os.environ.get("BELLWETHER_SLOW", "1"))
ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("BELLWETHER_BINARY", str(ROOT / "build/release/bellwether"))
BUILD = pathlib.Path(BINARY).resolve().parent
START_SECONDS = 10 * SLOW
STOP_SECONDS = 20 * SLOW


def build_setting(name):
    """What CMake was told for the command under test; empty where nothing tells."""
    cache = BUILD / "CMakeCache.txt"
    lines = cache.read_text().splitlines() if cache.exists() else []
    return next((line.partition("=")[2] for line in lines if line.startswith(f"{name}:")), "")


RELEASE = build_setting("CMAKE_BUILD_TYPE") == "Release"
# Takes memory of its own, several times what the command does.
SANITIZER = build_setting("BELLWETHER_SANITIZER")


def eventually(holds, seconds=20):
    """Waits for what comes by itself and returns it."""
    deadline = time.monotonic() + seconds * SLOW
    while not (found := holds()):
        assert time.monotonic() < deadline, f"it did not come in {seconds * SLOW} s"
        time.sleep(0.02)
    return found


class Server:
    """Starts, stops, kills and restarts one server; stays on its port across restarts."""

    def __init__(self, *options, memory=True, data=None, env=None):
        self.options = list(options)
        self.data = data
        if data is not None:
            self.options += ["--data", str(data)]
        elif memory:
            self.options += ["--memory"]
        self.env = {**os.environ, **(env or {})}
        self.port = 0
        self.host = "127.0.0.1"
        self.process = None
        self._folder = tempfile.TemporaryDirectory(prefix="bellwether-e2e-")
        self._log = pathlib.Path(self._folder.name) / "log"
        self._killed = False

    @property
    def url(self):
        return f"http://{self.host}:{self.port}"

    @property
    def pid(self):
        return self.process.pid

    def start(self):
        ready = pathlib.Path(self._folder.name) / "ready"
        ready.unlink(missing_ok=True)
        command = [BINARY, "serve", "--port", str(self.port), "--ready-file", str(ready)]
        self._killed = False
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(
                command + self.options, stdout=log, stderr=log, stdin=subprocess.DEVNULL, env=self.env
            )
        deadline = time.monotonic() + START_SECONDS
        while not ready.exists():
            if self.process.poll() is not None:
                raise AssertionError(f"the server ended at once:\n{self.log()}")
            if time.monotonic() > deadline:
                self.kill()
                raise AssertionError(f"the server was not ready in {START_SECONDS} s:\n{self.log()}")
            time.sleep(0.002)
        self.port = int(ready.read_text().rsplit(":", 1)[1])
        return self

    def stop(self):
        """Asks it to end and returns its exit code."""
        if self.process.poll() is None:
            self.process.terminate()
        try:
            return self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError(f"the server did not stop in {STOP_SECONDS} s:\n{self.log()}") from None

    def kill(self):
        """kill -9, as a crash would."""
        self._killed = True
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def log(self):
        return self._log.read_text(errors="replace") if self._log.exists() else ""

    def reset(self, **narrowed):
        """Of everything, or of one `service` or `account`."""
        url = f"{self.url}/_bellwether/reset"
        requests.post(url, params=narrowed, timeout=10 * SLOW).raise_for_status()

    def finish(self):
        """Stops it, and fails when it had not ended well."""
        if self.process is None:
            return
        code = self.stop()
        log = self.log()
        assert self._killed or code == 0, f"the server ended with {code}:\n{log}"
        for complaint in ("ERROR: AddressSanitizer", "WARNING: ThreadSanitizer", "runtime error:"):
            assert complaint not in log, log
