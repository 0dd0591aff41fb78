#!/usr/bin/env python3
"""Builds functions for arm64 and starts them under qemu-user: events, failures, and a call over TLS.

usage: arm64_smoke.py SOURCE_FOLDER
"""

import json
import os
import pathlib
import shutil
import ssl
import subprocess
import sys
import tempfile
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

EMULATOR = "qemu-aarch64"
TIMEOUT_SECONDS = 60


def missing() -> str | None:
    for tool in ("aarch64-linux-gnu-g++", EMULATOR, "cmake", "ninja", "openssl"):
        if shutil.which(tool) is None:
            return f"{tool} is not installed"
    cache = os.environ.get("BELLWETHER_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "bellwether"
    )
    if not os.path.exists(os.path.join(cache, "arm64-sysroot", "complete")):
        return "there is no arm64 OpenSSL in the cache folder"
    return None


def build(source: pathlib.Path) -> pathlib.Path:
    names = ["example-echo", "example-tables"]
    subprocess.run(["cmake", "--preset", "arm64"], cwd=source, check=True, stdout=subprocess.DEVNULL)
    subprocess.run(["ninja", "-C", source / "build/arm64", *names], check=True)
    return source / "build/arm64/lambda"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def answer(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        pass


def serve(handler: type[Handler], context: ssl.SSLContext | None = None) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def invoke(bootstrap: pathlib.Path, events: list[str], environment: dict[str, str]) -> list[tuple[str, bytes]]:
    """What the function posted for each event; then it is told that its environment is broken."""
    posted: list[tuple[str, bytes]] = []
    waiting = list(events)

    class RuntimeApi(Handler):
        def do_GET(self) -> None:
            if not waiting:
                return self.answer(500, b"the test is over")
            identity = {"Lambda-Runtime-Aws-Request-Id": "1", "Lambda-Runtime-Deadline-Ms": "4102444800000"}
            self.answer(200, waiting.pop(0).encode(), identity)

        def do_POST(self) -> None:
            posted.append((self.path.rsplit("/", 1)[1], self.body()))
            self.answer(202)

    server = serve(RuntimeApi)
    try:
        subprocess.run(
            [EMULATOR, bootstrap],
            env=environment | {"AWS_LAMBDA_RUNTIME_API": f"127.0.0.1:{server.server_port}"},
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    finally:
        server.shutdown()
    return posted


def expect(what: str, got: object, wanted: object) -> None:
    if got != wanted:
        sys.exit(f"{what}: got {got!r}, wanted {wanted!r}")
    print(f"ok: {what}")


def check_architecture(bootstrap: pathlib.Path) -> None:
    head = bootstrap.read_bytes()[:20]
    expect("the binary is an ELF for AArch64", (head[:4], head[18]), (b"\x7fELF", 183))
    program_headers = subprocess.run(["readelf", "-l", bootstrap], capture_output=True, text=True, check=True)
    expect("it needs no loader", "INTERP" in program_headers.stdout, False)


def check_events(bootstrap: pathlib.Path) -> None:
    posted = invoke(bootstrap, ['{"a":[1,2]}', '{"fail":"exception"}', "3"], {})
    expect("kinds of answers", [kind for kind, _ in posted], ["response", "error", "response"])
    expect("an event comes back", posted[0][1], b'{"a":[1,2]}')
    error = json.loads(posted[1][1])
    expect("an exception's type", error["errorType"], "std::runtime_error")
    expect("an exception has a stack", len(error["stackTrace"]) > 1, True)


def check_tls(bootstrap: pathlib.Path, folder: pathlib.Path) -> None:
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        + ["-days", "1", "-subj", "/CN=test", "-addext", "subjectAltName=IP:127.0.0.1"]
        + ["-keyout", key, "-out", certificate],
        check=True,
        stderr=subprocess.DEVNULL,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    targets: list[str] = []

    class DynamoDb(Handler):
        def do_POST(self) -> None:
            self.body()
            targets.append(self.headers["X-Amz-Target"])
            self.answer(200, b'{"TableNames":["a","b"]}')

    server = serve(DynamoDb, context)
    environment = {
        "AWS_REGION": "eu-west-3",
        "AWS_ACCESS_KEY_ID": "AKID",
        "AWS_SECRET_ACCESS_KEY": "secret",
        "AWS_ENDPOINT_URL": f"https://127.0.0.1:{server.server_port}",
        "AWS_CA_BUNDLE": str(certificate),
    }
    posted = invoke(bootstrap, ["{}"], environment)
    server.shutdown()
    expect("a call over TLS", posted, [("response", b'{"tables":2}')])
    expect("the operation called", targets, ["DynamoDB_20120810.ListTables"])


def main() -> int:
    if reason := missing():
        print(f"{reason}; ./bw test installs what is needed")
        return 1
    folder = build(pathlib.Path(sys.argv[1]).resolve())
    check_architecture(folder / "example-echo/bootstrap")
    check_events(folder / "example-echo/bootstrap")
    with tempfile.TemporaryDirectory() as temporary:
        check_tls(folder / "example-tables/bootstrap", pathlib.Path(temporary))
    return 0


if __name__ == "__main__":
    sys.exit(main())
