"""`bellwether serve` itself: how soon it answers, and what it keeps in memory."""

from __future__ import annotations

import statistics
import subprocess
import tempfile
import time

from cloud import Cloud, Running, resident_kib, wait_until_healthy
from table import Row

_REPEATS = 15
_ITEMS = 100_000


def _median_start_ms(cloud: Cloud, data: str) -> tuple[float, float]:
    """Median milliseconds to healthy, and MiB resident a second later."""
    times = []
    resident = 0.0
    for turn in range(_REPEATS):
        begin = time.perf_counter()
        child, port = cloud.start("--data", data)
        try:
            wait_until_healthy(port, child)
            times.append((time.perf_counter() - begin) * 1000)
            if turn == _REPEATS - 1:
                time.sleep(1)
                resident = resident_kib(child.pid) / 1024
        finally:
            cloud.stop(child)
    return statistics.median(times), resident


def starts(cloud: Cloud) -> list[Row]:
    rows = []
    with tempfile.TemporaryDirectory(prefix="bellwether-bench-") as data:
        empty, resident = _median_start_ms(cloud, data)
        child, port = cloud.start("--data", data)
        try:
            wait_until_healthy(port, child)
            Running(cloud, port, child).create_table("shed")
            cloud.measure("sheep", str(port), "shed", str(_ITEMS))
        finally:
            cloud.stop(child)
        filled, resident_filled = _median_start_ms(cloud, data)
    rows.append(
        Row("serve: start to healthy, empty", "5 ms", f"{empty:.1f} ms", met=empty <= 5)
    )
    rows.append(
        Row(
            f"serve: start to healthy, {_ITEMS:,} items", "5 ms", f"{filled:.1f} ms", met=filled <= 5
        )
    )
    rows.append(
        Row("serve: idle resident, empty", "8 MiB", f"{resident:.1f} MiB", met=resident <= 8)
    )
    rows.append(
        Row(
            f"serve: idle resident, {_ITEMS:,} items",
            "8 MiB",
            f"{resident_filled:.1f} MiB",
            met=resident_filled <= 8,
        )
    )
    return rows


def _get_item_request(table: str, tattoo: int) -> bytes:
    body = f'{{"TableName":"{table}","Key":{{"tattoo":{{"N":"{tattoo}"}}}}}}'
    return (
        "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-amz-json-1.0\r\n"
        "X-Amz-Target: DynamoDB_20120810.GetItem\r\nX-Amz-Date: 20260101T000000Z\r\n"
        "Authorization: AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/dynamodb/aws4_request, "
        f"SignedHeaders=host;x-amz-date;x-amz-target, Signature={'0' * 64}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def get_items(cloud: Cloud) -> list[Row]:
    """GetItem on one event loop, beside a bare echo of as many bytes through the same HTTP layer."""
    with tempfile.TemporaryDirectory(prefix="bellwether-bench-") as data:
        child, port = cloud.start("--data", data, "--threads", "1")
        try:
            wait_until_healthy(port, child)
            Running(cloud, port, child).create_table("shed")
            cloud.measure("sheep", str(port), "shed", "1000")
            get = _get_item_request("shed", 500)
            items = cloud.measure("throughput", str(port), "32", "4", request=get)
        finally:
            cloud.stop(child)
    with subprocess.Popen(
        [cloud.build / "cloud" / "server" / "server_bench", "serve"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as echo:
        port = int(echo.stdout.readline())
        bare = cloud.measure("throughput", str(port), "32", "4", request=get)
        echo.stdin.close()
    rate, bare_rate = items["per_second"], bare["per_second"]
    return [
        Row(
            what="GetItem, 32 connections, one server core",
            target="60,000 /s, half of an echo",
            measured=f"{rate:,.0f} /s",
            peer=f"echo, same layer {bare_rate:,.0f} /s",
            ratio=rate / bare_rate,
            met=rate >= 60_000 and rate >= bare_rate / 2,
        )
    ]
