"""What functions print, in the order in which they print it."""

import concurrent.futures
import json
import time

from functions import ROLE, log_events, python_package, python_runtime
from server import SANITIZER, eventually

# Records of several lines go another way than what is printed.
ALTERNATING = """
import logging, os, sys

def handler(event, context):
    log = logging.getLogger()
    for i in range(event["times"]):
        print("printed", i)
        log.error("record %d\\nof two lines", i)
        log.error("line %d", i)
        os.system(f"echo child {i}")
        sys.stdout.write(f"begun {i}")
        log.error("record %d\\nwithin a line", i)
        print("went on", i)
    raise ValueError("at last")
"""


def test_lines_are_stored_in_the_order_in_which_they_were_printed(create, invoke, client):
    name = create(python_package(ALTERNATING))
    times = 40
    invoke(name, {"times": times})
    lines = eventually(lambda: (found := log_events(client, name)) and found[-1].startswith("REPORT") and found)
    expected = []
    for i in range(times):
        expected += [
            f"printed {i}",
            f"record {i}\nof two lines",
            f"line {i}",
            f"child {i}",
            f"begun {i}",
            f"record {i}\nwithin a line",
            f"went on {i}",
        ]
    told = [line.split("\t")[-1].rstrip("\n") for line in lines[2:-3]]
    assert told == expected
    assert lines[-3].startswith("[ERROR] ValueError: at last\nTraceback")


def test_the_log_can_be_read_whatever_bytes_a_function_writes(create, invoke, client):
    name = create()
    invoke(name, {"do": "bytes", "hex": b"bytes \xff\xfe\n".hex()})
    printed = eventually(lambda: [line for line in log_events(client, name) if line.startswith("bytes")])
    assert printed == ["bytes \ufffd\ufffd\n"]
    # The limit of an event and the beginning of the tail fall inside a character.
    text = "x" + "é" * 200_000
    assert invoke(name, {"do": "print", "text": text})["log"].count("é") > 1000
    pieces = lambda: [line.removesuffix("\n") for line in log_events(client, name) if "é" in line]
    assert eventually(lambda: "".join(pieces()) == text)
    assert len(pieces()) == 2


SLOW_TO_RETURN = """
import time

def handler(event, context):
    print("begin", flush=True)
    time.sleep(3)
    print("end")
    return "done"
"""


def test_an_invocation_that_the_server_waited_for_has_its_end_in_the_log(data_server, client):
    functions = client("lambda", data_server)
    functions.create_function(
        FunctionName="slow",
        Role=ROLE,
        Runtime=python_runtime(),
        Handler="app.handler",
        Timeout=10,
        Code={"ZipFile": python_package(SLOW_TO_RETURN)},
    )
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        running = pool.submit(functions.invoke, FunctionName="slow")
        eventually(lambda: "begin\n" in log_events(client, "slow", data_server))
        assert data_server.stop() == 0
        assert json.load(running.result()["Payload"]) == "done"
    data_server.start()
    lines = [line.split(" ")[0].strip() for line in log_events(client, "slow", data_server)]
    assert lines == ["INIT_START", "START", "begin", "end", "END", "REPORT"]


PRINTING = """
import os, time

def handler(event, context):
    end = time.monotonic() + event["seconds"]
    lines = 0
    while time.monotonic() < end:
        written = os.write(1, b"baa\\n" * 4096)
        lines += written // 4
    return lines
"""


def anonymous_mb(server):
    with open(f"/proc/{server.pid}/status") as status:
        (kilobytes,) = [line.split()[1] for line in status if line.startswith("RssAnon:")]
    return int(kilobytes) / 1024


def test_a_function_that_prints_without_end_waits_for_its_log(data_server, client):
    functions = client("lambda", data_server)
    functions.create_function(
        FunctionName="printing",
        Role=ROLE,
        Runtime=python_runtime(),
        Handler="app.handler",
        Timeout=30,
        MemorySize=1769,
        Code={"ZipFile": python_package(PRINTING)},
    )
    printed = json.load(functions.invoke(FunctionName="printing", Payload='{"seconds": 0.1}')["Payload"])
    before = anonymous_mb(data_server)
    most = before
    with concurrent.futures.ThreadPoolExecutor(1) as pool:
        running = pool.submit(functions.invoke, FunctionName="printing", Payload='{"seconds": 1}')
        while not running.done():
            most = max(most, anonymous_mb(data_server))
            time.sleep(0.02)
        printed += json.load(running.result()["Payload"])
    # None was lost: each event is stored with 26 bytes of its own.
    logs = client("logs", data_server)
    (group,) = logs.describe_log_groups()["logGroups"]
    assert group["storedBytes"] > printed * (len("baa\n") + 26)
    if not SANITIZER:
        assert most - before < 40
        eventually(lambda: anonymous_mb(data_server) - before < 20)
