"""Function packages for the tests, and what they log."""

import io
import shutil
import subprocess
import zipfile

ROLE = "arn:aws:iam::000000000000:role/any"

PYTHON = """
import json, logging, os, sys, time, urllib.request

logging.getLogger().setLevel(logging.INFO)
invocations = 0


def handler(event, context):
    global invocations
    invocations += 1
    do = event.get("do", "echo")
    if do == "echo":
        return event
    if do == "count":
        return invocations
    if do == "environment":
        return dict(os.environ)
    if do == "context":
        return {
            "name": context.function_name,
            "version": context.function_version,
            "memory": context.memory_limit_in_mb,
            "arn": context.invoked_function_arn,
            "request_id": context.aws_request_id,
            "log_group": context.log_group_name,
            "log_stream": context.log_stream_name,
            "remaining": context.get_remaining_time_in_millis(),
            "client": context.client_context and context.client_context.custom,
        }
    if do == "sleep":
        time.sleep(event["seconds"])
        return "slept"
    if do == "call":
        return urllib.request.urlopen(event["url"], b"").read().decode()
    if do == "print":
        print(event["text"])
        return "printed"
    if do == "bytes":
        sys.stdout.buffer.write(bytes.fromhex(event["hex"]))
        sys.stdout.buffer.flush()
        return "written"
    if do == "log":
        logging.getLogger().info(event["text"])
        return "logged"
    if do == "raise":
        raise ValueError("no sheep")
    if do == "unserialisable":
        return {1, 2}
    if do == "exit":
        os._exit(event["status"])
    if do == "allocate":
        return len(bytearray(event["mb"] * 1024 * 1024))
    if do == "large":
        return "x" * event["bytes"]
    if do == "write":
        try:
            with open(event["path"], "w") as file:
                file.write("x")
            return "written"
        except OSError as error:
            return type(error).__name__
    if do == "exists":
        return os.path.exists(event["path"])
"""


def zipped(files):
    """`files`: names to contents, or to (contents, mode)."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            content, mode = content if isinstance(content, tuple) else (content, 0o644)
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = (0o100000 | mode) << 16
            archive.writestr(info, content)
    return data.getvalue()


def python_package(source=PYTHON):
    return zipped({"app.py": source})


def shell_package(script):
    """A provided.* function in the shell; curl is its HTTP client."""
    assert shutil.which("curl"), "curl is needed"
    return zipped({"bootstrap": ("#!/bin/sh\n" + script, 0o755)})


def python_runtime():
    """The name of the runtime of the Python that functions will find on the PATH."""
    version = subprocess.run(
        ["python3", "-c", "import sys; print('%d.%d' % sys.version_info[:2])"],
        capture_output=True,
        text=True,
        check=True,
    )
    return "python" + version.stdout.strip()


def log_events(client, name, server=None):
    logs = client("logs", server)
    try:
        answer = logs.filter_log_events(logGroupName=f"/aws/lambda/{name}")
    except logs.exceptions.ResourceNotFoundException:
        return []
    return [event["message"] for event in answer["events"]]
