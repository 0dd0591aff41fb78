"""What the functions take: size, init, duration, memory; C++ beside Python."""

from __future__ import annotations

import statistics
from concurrent.futures import ThreadPoolExecutor

from cloud import CPP_FUNCTIONS, PYTHON_FUNCTIONS, Cloud
from table import Row

_RUST_INIT_ON_AWS = 13.9  # ms, the best published for a no-op at 128 MB
_MIB = 1024 * 1024


def sizes(cloud: Cloud) -> list[Row]:
    rows = []
    for name, target in CPP_FUNCTIONS.items():
        size = cloud.cpp_zip(target).stat().st_size / _MIB
        https = name != "cat"  # the cat has nobody to call
        rows.append(
            Row(
                what=f"zip, {name}" + (", HTTPS included" if https else ", without a client"),
                target="2.5 MiB",
                measured=f"{size:.2f} MiB",
                met=size <= 2.5,
            )
        )
    return rows


def inits(cloud: Cloud) -> list[Row]:
    """A changed configuration before each call makes it cold."""
    with cloud.running() as running:
        running.create_cpp("noop", "example-echo")
        running.create_cpp("sheep-cpp", CPP_FUNCTIONS["sheep"], table="shed")
        running.create_python("sheep-python", PYTHON_FUNCTIONS["sheep"], table="shed")
        running.create_table("shed")
        medians = {}
        for name, turns in (("noop", 20), ("sheep-cpp", 20), ("sheep-python", 6)):
            found = []
            totals = []
            for turn in range(turns):
                running.make_cold(name, turn)
                event = {} if name == "noop" else sheep_event(turn + 1000 * (name != "sheep-cpp"))
                report = running.invoke(name, event)
                if report.init is None:
                    raise RuntimeError(f"{name} was not cold")
                found.append(report.init)
                totals.append(report.init + report.duration)
            medians[name] = statistics.median(found), statistics.median(totals)
    noop = medians["noop"][0]
    return [
        Row(
            what="Init Duration, no-op, 128 MB, median",
            target="below Rust's",
            measured=f"{noop:.2f} ms",
            peer=f"Rust on AWS, published {_RUST_INIT_ON_AWS} ms",
            ratio=_RUST_INIT_ON_AWS / noop,
            # No verdict: that figure is from other hardware. Rust's functions here will give one.
        ),
        Row(
            what="Init Duration, sheep, 128 MB, median",
            target="",
            measured=f"{medians['sheep-cpp'][0]:.2f} ms",
            peer=f"Python {medians['sheep-python'][0]:.0f} ms",
            ratio=medians["sheep-python"][0] / medians["sheep-cpp"][0],
        ),
        Row(
            what="Init + first duration, sheep, 128 MB, median",
            target="",
            measured=f"{medians['sheep-cpp'][1]:.2f} ms",
            peer=f"Python {medians['sheep-python'][1]:.0f} ms",
            ratio=medians["sheep-python"][1] / medians["sheep-cpp"][1],
        ),
    ]


def sheep_event(tattoo: int) -> dict[str, object]:
    return {"pathParameters": {"Tattoo": str(tattoo)}}


def _event(route: str, tattoo: int) -> dict[str, object]:
    """The fields of a proxy event that API Gateway always sends."""
    method, path, resource = {
        "cat": ("GET", "/cat", "/cat"),
        "sheep": ("POST", f"/sheep/{tattoo}", "/sheep/{Tattoo}"),
        "dog": ("GET", "/dog", "/dog"),
        "wolf": ("DELETE", "/wolf", "/wolf"),
    }[route]
    query = {"m": "3", "n": "8"} if route == "cat" else None
    return {
        "resource": resource,
        "path": path,
        "httpMethod": method,
        "headers": {"Host": "localhost", "User-Agent": "bench"},
        "multiValueHeaders": {"Host": ["localhost"], "User-Agent": ["bench"]},
        "queryStringParameters": query,
        "multiValueQueryStringParameters": query and {k: [v] for k, v in query.items()},
        "pathParameters": {"Tattoo": str(tattoo)} if route == "sheep" else None,
        "stageVariables": None,
        "requestContext": {"stage": "v1", "httpMethod": method, "requestId": "bench"},
        "body": None,
        "isBase64Encoded": False,
    }


# Route: target, warm calls in C++ and Python. The cat takes a second in Python.
_RATIOS = {"cat": (40, 20, 4), "sheep": (15, 60, 20), "dog": (15, 60, 20), "wolf": (30, 30, 10)}
_SHEEP_IN_THE_SHED = 1000
_STATUSES = (200, 201, 204, 404)


def ratios(cloud: Cloud) -> list[Row]:
    rows = []
    with cloud.running() as running:
        memory = {}
        for language in ("cpp", "python"):
            table = f"shed-{language}"
            running.create_table(table)
            cloud.measure("sheep", str(running.port), table, str(_SHEEP_IN_THE_SHED))
            for route in _RATIOS:
                name = f"{route}-{language}"
                if language == "cpp":
                    running.create_cpp(name, CPP_FUNCTIONS[route], table=table)
                else:
                    running.create_python(name, PYTHON_FUNCTIONS[route], table=table)
        for route, (target, cpp_calls, python_calls) in _RATIOS.items():
            medians = {}
            for language, calls in (("cpp", cpp_calls), ("python", python_calls)):
                name = f"{route}-{language}"
                reports = [
                    running.invoke(name, _event(route, 10_000_000 + i), _STATUSES)
                    for i in range(calls + 1)
                ]
                if any(report.init is not None for report in reports[1:]):
                    raise RuntimeError(f"{name} had a cold call among the warm ones")
                medians[language] = statistics.median(report.duration for report in reports[1:])
                memory[name] = max(report.memory for report in reports)
            ratio = medians["python"] / medians["cpp"]
            rows.append(
                Row(
                    what=f"{route}{'(3,8)' if route == 'cat' else ''}, 128 MB, warm median",
                    target=f"{target}x Python",
                    measured=f"{medians['cpp']:.2f} ms",
                    peer=f"Python {medians['python']:.0f} ms",
                    ratio=ratio,
                    met=ratio >= target,
                )
            )
        for i in range(100):
            memory["sheep-cpp"] = max(
                memory["sheep-cpp"],
                running.invoke("sheep-cpp", _event("sheep", 20_000_000 + i), _STATUSES).memory,
            )
    for route in ("cat", "sheep", "dog"):
        used, peer = memory[f"{route}-cpp"], memory[f"{route}-python"]
        rows.append(
            Row(
                what=f"Max Memory Used, {route}",
                target="6 MB",
                measured=f"{used} MB",
                peer=f"Python {peer} MB",
                ratio=peer / used,
                met=used <= 6,
            )
        )
    return rows


def wolf_memory(cloud: Cloud) -> list[Row]:
    with cloud.running() as running:
        running.create_table("shed")
        cloud.measure("sheep", str(running.port), "shed", "10000")
        running.create_cpp("wolf-cpp", CPP_FUNCTIONS["wolf"], table="shed")
        running.create_python("wolf-python", PYTHON_FUNCTIONS["wolf"], table="shed")
        used = max(running.invoke("wolf-cpp", _event("wolf", 0), _STATUSES).memory for _ in range(5))
        peer = running.invoke("wolf-python", _event("wolf", 0), _STATUSES).memory
    return [
        Row(
            what="Max Memory Used, wolf over 10,000 sheep",
            target="12 MB",
            measured=f"{used} MB",
            peer=f"Python {peer} MB",
            ratio=peer / used,
            met=used <= 12,
        )
    ]


def _invoke_request(function: str) -> bytes:
    return (
        f"POST /2015-03-31/functions/{function}/invocations HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        "X-Amz-Date: 20260101T000000Z\r\nAuthorization: AWS4-HMAC-SHA256 "
        "Credential=test/20260101/us-east-1/lambda/aws4_request, "
        f"SignedHeaders=host;x-amz-date, Signature={'0' * 64}\r\nContent-Length: 2\r\n\r\n{{}}"
    ).encode()


def _invoke_row(median: float, p99: float, floors: list[float]) -> Row:
    floor = min(floors)
    return Row(
        what="warm no-op through Invoke, median",
        target="4 x the floor",
        measured=f"{median:.0f} us, {median / floor:.1f} x the floor (p99 {p99:.0f})",
        peer=f"two loopback round trips {floor:.0f} us (at most {max(floors):.0f})",
        ratio=floor / median,
        met=median <= 4 * floor,
    )


def warm_invokes(cloud: Cloud) -> list[Row]:
    with cloud.running() as running:
        # Two cores' worth of memory: nothing throttles the function.
        running.create_cpp("noop", "example-echo", memory=3538)
        request = _invoke_request("noop")
        port = str(running.port)
        with ThreadPoolExecutor(8) as callers:  # as many ready environments as connections below
            list(callers.map(lambda _: running.invoke("noop", {}), range(16)))
        # A pair of threads shares a core or does not, as the scheduler likes: runs of both kinds.
        floors = []
        latencies = []
        for _ in range(5):
            floors.append(2 * cloud.measure("loopback", "5000")["median_us"])
            latencies.append(cloud.measure("latency", port, "3000", request=request))
        rate = cloud.measure("throughput", port, "8", "4", request=request)
    failed = sum(latency["failed"] for latency in latencies)
    if failed:
        raise RuntimeError(f"{failed} invocations failed")
    median = statistics.median(latency["median_us"] for latency in latencies)
    p99 = statistics.median(latency["p99_us"] for latency in latencies)
    return [
        _invoke_row(median, p99, floors),
        Row(
            what="warm no-op through Invoke, sustained, 8 connections",
            target="5,000 /s",
            measured=f"{rate['per_second']:,.0f} /s",
            met=rate["per_second"] >= 5000,
        ),
    ]

