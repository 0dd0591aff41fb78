"""The sheep shed, deployed from its template in both languages: every route, every answer."""

import contextlib
import json
import os
import subprocess
import sys
import threading
import time

import pytest
import requests

from answering import answering
from conftest import boto3_client, client_environment
from server import BINARY, BUILD, ROOT, SLOW, Server, eventually

SHED = ROOT / "apps" / "sheep-shed"
LANGUAGES = ("cpp", "python")

LARGEST_PRIME = 159_999_999_983
OTHER_PRIME = 80_000_000_021
TWO_LARGE_FACTORS = 159_988_800_187  # 399,983 * 399,989


class Shed:
    """A deployed stack: its API over HTTP, its table and functions by boto3."""

    def __init__(self, language, server, described):
        resources = {r["LogicalResourceId"]: r["PhysicalResourceId"] for r in described["Resources"]}
        self.language = language
        self.url = next(iter(described["LocalEndpoints"].values()))
        self.table = resources["Shed"]
        self.functions = resources
        self.tables = boto3_client("dynamodb", server)
        self.lambdas = boto3_client("lambda", server)
        self.logs = boto3_client("logs", server)

    def call(self, method, path, **options):
        return requests.request(method, self.url + path, timeout=90 * SLOW, **options)

    def put(self, tattoo, weight):
        item = {"tattoo": {"N": str(tattoo)}, "weight": {"N": str(weight)}}
        self.tables.put_item(TableName=self.table, Item=item)

    def tattoos(self):
        pages = self.tables.get_paginator("scan").paginate(TableName=self.table)
        return {int(item["tattoo"]["N"]) for page in pages for item in page["Items"]}

    def empty(self):
        for tattoo in self.tattoos():
            self.tables.delete_item(TableName=self.table, Key={"tattoo": {"N": str(tattoo)}})

    @contextlib.contextmanager
    def configured(self, function, variables=None, **settings):
        """The function otherwise configured for a while: `variables` beside those it has."""
        name = self.functions[function]
        deployed = self.lambdas.get_function_configuration(FunctionName=name)
        own = {key: deployed[key] for key in ("Timeout", "MemorySize", "Environment")}
        environment = {"Variables": {**own["Environment"]["Variables"], **(variables or {})}}
        self.lambdas.update_function_configuration(
            FunctionName=name, **{**own, "Environment": environment, **settings}
        )
        try:
            yield name
        finally:
            self.lambdas.update_function_configuration(FunctionName=name, **own)


@pytest.fixture(scope="module")
def shed_server():
    running = Server("--python-packages", next(p for p in sys.path if p.endswith("site-packages")))
    running.start()
    yield running
    running.finish()


@pytest.fixture(scope="module")
def deployed(shed_server, tmp_path_factory):
    """Each language's stack, deployed when it is first asked for."""
    stacks = {}

    def deploy(language):
        if language not in stacks:
            state = tmp_path_factory.mktemp("stacks")
            command = [
                BINARY, "deploy", "--template", str(SHED / "template.yaml"),
                "--stack-name", f"shed-{language}", "--parameter", f"Language={language}",
                "--parameter", "AllowOrigin=https://shed.example.com",
                "--endpoint-url", shed_server.url, "--state-dir", str(state), "--json",
            ]  # fmt: skip
            done = subprocess.run(
                command, capture_output=True, text=True, timeout=600 * SLOW,
                env={**client_environment(shed_server), "BUILD": str(BUILD)},
            )  # fmt: skip
            assert done.returncode == 0, done.stdout + done.stderr
            stacks[language] = Shed(language, shed_server, json.loads(done.stdout))
        return stacks[language]

    return deploy


@pytest.fixture(params=LANGUAGES)
def shed(request, deployed):
    stack = deployed(request.param)
    stack.empty()
    return stack


def check(answer, status, body):
    assert answer.status_code == status, answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "https://shed.example.com"
    if body is None:
        assert answer.content == b""
    else:
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.json() == body


def test_a_sheep_comes_in_once(shed):
    answer = shed.call("POST", "/sheep/18446744073709551615")
    assert answer.status_code == 201, answer.text
    sheep = answer.json()
    assert set(sheep) == {"tattoo", "weight"}
    assert sheep["tattoo"] == 2**64 - 1
    assert 80_000_000_000 <= sheep["weight"] <= 160_000_000_000

    again = shed.call("POST", "/sheep/18446744073709551615")
    check(again, 400, {"message": "Sheep already in the shed: 18446744073709551615"})
    kept = shed.tables.get_item(TableName=shed.table, Key={"tattoo": {"N": str(2**64 - 1)}})["Item"]
    assert int(kept["weight"]["N"]) == sheep["weight"]


def test_both_spellings_of_the_path_lead_to_the_same_shed(shed):
    assert shed.call("POST", "/sheeps/7").status_code == 201
    check(shed.call("POST", "/sheep/7"), 400, {"message": "Sheep already in the shed: 7"})


@pytest.mark.parametrize("tattoo", ["dolly", "-1", "1.5", "18446744073709551616"])
def test_what_is_not_a_tattoo_is_refused(shed, tattoo):
    message = "Tattoo must be a number between 0 and 18446744073709551615"
    check(shed.call("POST", f"/sheep/{tattoo}"), 400, {"message": message})
    assert shed.tattoos() == set()


def test_the_dog_counts_what_is_there(shed):
    check(shed.call("GET", "/dog"), 200, {"count": 0})
    for tattoo in range(3):
        shed.put(tattoo, 80_000_000_000)
    check(shed.call("GET", "/dog"), 200, {"count": 3})


@pytest.mark.parametrize(("m", "n", "result"), [(0, 0, 1), (2, 3, 9), (3, 3, 61), (4, 0, 13)])
def test_the_cat_computes(shed, m, n, result):
    check(shed.call("GET", "/cat", params={"m": m, "n": n}), 200, {"result": result})


@pytest.mark.parametrize(
    "query", ["", "?m=3", "?n=3", "?m=x&n=1", "?m=1&n=-1", "?m=&n=1", "?m=1&n=9223372036854775808"]
)
def test_the_cat_wants_two_numbers(shed, query):
    message = "m and n must be numbers between 0 and 9223372036854775807"
    check(shed.call("GET", f"/cat{query}"), 400, {"message": message})


def test_the_wolf_takes_the_heaviest_sheep_of_prime_weight(shed):
    shed.put(1, 160_000_000_000)
    shed.put(2, LARGEST_PRIME)
    shed.put(3, OTHER_PRIME)
    shed.put(4, TWO_LARGE_FACTORS)
    check(shed.call("DELETE", "/wolf"), 204, None)
    assert shed.tattoos() == {1, 3, 4}
    check(shed.call("DELETE", "/wolf"), 204, None)
    assert shed.tattoos() == {1, 4}
    check(shed.call("DELETE", "/wolf"), 404, {"message": "No fitting sheep"})
    assert shed.tattoos() == {1, 4}


def test_browsers_are_told_who_may_call(shed):
    answer = shed.call(
        "OPTIONS", "/dog",
        headers={"Origin": "https://shed.example.com", "Access-Control-Request-Method": "GET"},
    )  # fmt: skip
    assert answer.status_code == 200, answer.text
    assert answer.headers["Access-Control-Allow-Origin"] == "https://shed.example.com"
    assert "GET" in answer.headers["Access-Control-Allow-Methods"]


def test_unknown_paths_are_api_gateways_own(shed):
    answer = shed.call("GET", "/horse")
    assert answer.status_code == 403
    assert answer.json() == {"message": "Missing Authentication Token"}


def test_both_languages_choose_the_same_sheep(deployed):
    sheds = [deployed(language) for language in LANGUAGES]
    for shed in sheds:
        shed.empty()
        for i in range(300):
            shed.put(i, 80_000_000_001 + i * 266_000_002)
    chosen = []
    for shed in sheds:
        before = shed.tattoos()
        assert shed.call("DELETE", "/wolf").status_code == 204
        chosen.append(before - shed.tattoos())
    assert chosen[0] == chosen[1]
    assert len(chosen[0]) == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_hopeless_cat_ends_at_its_timeout_and_not_at_its_memory(deployed, language):
    shed = deployed(language)
    with shed.configured("GetCatAckermann", Timeout=2) as cat:
        started = int(time.time() * 1000)
        for m, n in ((4, 3), (10**12, 1)):
            # The function fails before the gateway loses patience: its error, not a 504.
            answer = shed.call("GET", "/cat", params={"m": m, "n": n})
            assert answer.status_code == 502, answer.text
        told = lambda: shed.logs.filter_log_events(
            logGroupName=f"/aws/lambda/{cat}", filterPattern="REPORT", startTime=started
        )["events"]
        timeouts = lambda: [e["message"] for e in told() if "Status: timeout" in e["message"]]
        reports = eventually(lambda: len(found := timeouts()) >= 2 and found)
        assert len(reports) == 2
        for report in reports:
            used = int(report.split("Max Memory Used: ")[1].split(" ")[0])
            assert used < 64


SEGMENT = 100_000  # items
FLOCK = SEGMENT + 1


@pytest.fixture(scope="module")
def crowded(shed_server):
    """A table of more sheep than one segment takes."""
    tables = boto3_client("dynamodb", shed_server)
    table = "crowded"
    tables.create_table(
        TableName=table, BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "tattoo", "AttributeType": "N"}],
        KeySchema=[{"AttributeName": "tattoo", "KeyType": "HASH"}],
    )  # fmt: skip
    for first in range(0, FLOCK, 25):
        flock = [
            {"PutRequest": {"Item": {"tattoo": {"N": str(i)}, "weight": {"N": str(OTHER_PRIME)}}}}
            for i in range(first, min(first + 25, FLOCK))
        ]
        assert tables.batch_write_item(RequestItems={table: flock})["UnprocessedItems"] == {}
    assert tables.describe_table(TableName=table)["Table"]["ItemCount"] == FLOCK
    return table


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_dog_counts_more_than_a_segment(deployed, crowded, language):
    shed = deployed(language)
    with shed.configured("GetDogCount", {"BACKEND_TABLE_NAME": crowded}, MemorySize=1769):
        check(shed.call("GET", "/dog"), 200, {"count": FLOCK})


class BrokenTable:
    """A DynamoDB whose table never ends and whose segment 1 fails, once the others are being read."""

    def __init__(self, item_count, segments):
        self.scans = []
        self.others = threading.Barrier(segments, timeout=20 * SLOW)
        self.item_count = item_count

    def __call__(self, headers, body):
        status, answer = self.answer(headers["X-Amz-Target"].split(".")[1], json.loads(body))
        return status, json.dumps(answer).encode()

    def answer(self, operation, request):
        if operation == "DescribeTable":
            return 200, {"Table": {"TableName": request["TableName"], "ItemCount": self.item_count}}
        assert operation == "Scan", operation
        self.scans.append((request["Segment"], request["TotalSegments"]))
        if "ExclusiveStartKey" not in request:
            self.others.wait()
        if request["Segment"] == 1:
            return 400, {"__type": "com.amazon.coral.validate#ValidationException", "message": "torn"}
        last = {"tattoo": {"N": str(len(self.scans))}}
        return 200, {"Count": 1, "ScannedCount": 1, "LastEvaluatedKey": last}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_segment_that_fails_ends_the_others(deployed, language):
    shed = deployed(language)
    broken = BrokenTable(2 * SEGMENT + 1, segments=3)
    with answering(broken) as url, shed.configured(
        "GetDogCount", {"AWS_ENDPOINT_URL_DYNAMODB": url}, MemorySize=1769
    ):
        check(shed.call("GET", "/dog"), 500, {"message": "The shed does not answer"})
    assert set(broken.scans) == {(0, 3), (1, 3), (2, 3)}


@pytest.mark.parametrize(
    ("function", "event"),
    [
        ("GetCatAckermann", {"queryStringParameters": {"m": None, "n": "1"}}),
        ("GetCatAckermann", {"queryStringParameters": None}),
        ("PostSheepRandom", {"pathParameters": {"Tattoo": None}}),
        ("PostSheepRandom", {"pathParameters": None}),
    ],
)
def test_parameters_that_are_null_are_missing(shed, function, event):
    answer = shed.lambdas.invoke(FunctionName=shed.functions[function], Payload=json.dumps(event))
    assert "FunctionError" not in answer
    assert json.loads(answer["Payload"].read())["statusCode"] == 400


def test_the_cpp_suite_holds_over_dynamodb(shed_server):
    program = BUILD / "apps" / "sheep-shed" / "sheep_shed_dynamodb_test"
    done = subprocess.run(
        [str(program)], capture_output=True, text=True, timeout=300 * SLOW, env=client_environment(shed_server)
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "DynamoDb/ShedSuite" in done.stdout


def test_the_python_suite_holds_over_dynamodb(shed_server):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(SHED / "python" / "tests")],
        capture_output=True, text=True, env=client_environment(shed_server),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "skipped" not in done.stdout


def test_the_demo_compares_without_errors(tmp_path):
    numbers = tmp_path / "numbers.json"
    packages = next(p for p in sys.path if p.endswith("site-packages"))
    done = subprocess.run(
        [BINARY, "demo", "--app", str(SHED), "--python-packages", packages, "--calls", "6",
         "-n", "4", "--json", str(numbers)],
        capture_output=True, text=True, timeout=600 * SLOW, env={**os.environ, "BUILD": str(BUILD)},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(numbers.read_text())
    assert found["errors"] == 0
    assert len(found["measurements"]) == 8
    for one in found["measurements"]:
        assert one["load"]["calls"] == 6
        assert one["reports"]["invocations"] == 6
        assert one["reports"]["cold_init_ms"]["count"] >= 1
