"""The UUID store, deployed from its template in both languages, and its comparison by memory."""

import json
import os
import re
import subprocess
import sys
import time
import uuid
import xml.dom.minidom

import botocore.exceptions
import pytest
import requests

from conftest import boto3_client, client_environment
from server import BINARY, BUILD, RELEASE, ROOT, SLOW, Server, eventually

APP = ROOT / "apps" / "uuid-store"
PACKAGES = next(p for p in sys.path if p.endswith("site-packages"))
LANGUAGES = ("cpp", "python")
MB = 1024 * 1024
# Sizes are promised of what is deployed; debug and sanitizer builds are not.


class Store:
    """A deployed stack: its API over HTTP, what it keeps and its function by boto3."""

    def __init__(self, server, described):
        resources = {r["LogicalResourceId"]: r["PhysicalResourceId"] for r in described["Resources"]}
        self.url = next(iter(described["LocalEndpoints"].values()))
        self.bucket = resources["Receipts"]
        self.table = resources["Ids"]
        self.function = resources["StoreUuid"]
        self.s3 = boto3_client("s3", server)
        self.dynamodb = boto3_client("dynamodb", server)
        self.lambdas = boto3_client("lambda", server)
        self.logs = boto3_client("logs", server)

    def call(self, method, path):
        return requests.request(method, self.url + path, timeout=90 * SLOW)

    def objects(self):
        found = self.s3.list_objects_v2(Bucket=self.bucket).get("Contents", [])
        return {one["Key"] for one in found}

    def items(self):
        return {one["id"]["S"] for one in self.dynamodb.scan(TableName=self.table)["Items"]}

    def variables(self):
        configuration = self.lambdas.get_function_configuration(FunctionName=self.function)
        return configuration["Environment"]["Variables"]

    def configure(self, variables):
        self.lambdas.update_function_configuration(
            FunctionName=self.function, Environment={"Variables": variables}
        )

    def logged(self, text):
        """Waits for a line of the function's log; Lambda writes them after it has answered."""
        group = f"/aws/lambda/{self.function}"
        lines = lambda: self.logs.filter_log_events(logGroupName=group)["events"]
        return eventually(lambda: any(text in line["message"] for line in lines()))


@pytest.fixture(scope="module")
def store_server():
    running = Server("--python-packages", PACKAGES)
    running.start()
    yield running
    running.finish()


def run(server, state, *command):
    return subprocess.run(
        [BINARY, *command, "--endpoint-url", server.url, "--state-dir", str(state), "--json"],
        capture_output=True, text=True, timeout=600 * SLOW,
        env={**client_environment(server), "BUILD": str(BUILD)},
    )  # fmt: skip


def deploy(server, state, language, name):
    done = run(server, state, "deploy", "--template", str(APP / "template.yaml"),
               "--stack-name", name, "--parameter", f"Language={language}")  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return Store(server, json.loads(done.stdout))


@pytest.fixture(scope="module")
def deployed(store_server, tmp_path_factory):
    """Each language's stack, deployed when it is first asked for."""
    stacks = {}

    def get(language):
        if language not in stacks:
            state = tmp_path_factory.mktemp("stacks")
            stacks[language] = deploy(store_server, state, language, f"Store-{language}")
        return stacks[language]

    return get


@pytest.fixture(params=LANGUAGES)
def store(request, deployed):
    return deployed(request.param)


@pytest.fixture
def reconfigured(store):
    """Changes variables of the function for the length of a test; None leaves one out."""
    before = store.variables()

    def configure(**changes):
        after = {**before, **changes}
        store.configure({name: value for name, value in after.items() if value is not None})

    yield configure
    store.configure(before)


def check(answer, status, body):
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.json() == body


@pytest.mark.parametrize(("method", "path"), [("GET", "/"), ("POST", "/process-request")])
def test_a_new_uuid_is_stored_in_both_places(store, method, path):
    before = store.items()
    answer = store.call(method, path)
    assert answer.status_code == 200, answer.text
    made = answer.json()["id"]
    check(answer, 200, {"id": made})
    assert uuid.UUID(made).version == 4
    assert str(uuid.UUID(made)) == made
    assert store.s3.get_object(Bucket=store.bucket, Key=f"{made}.txt")["Body"].read() == made.encode()
    assert store.items() - before == {made}
    assert store.objects() >= {f"{made}.txt"}


def test_every_uuid_is_another(store):
    made = {store.call("GET", "/").json()["id"] for _ in range(20)}
    assert len(made) == 20
    assert made <= store.items()


def test_it_is_healthy(store):
    check(store.call("GET", "/health"), 200, {"status": "healthy"})


@pytest.mark.parametrize("name", ["S3_BUCKET_NAME", "DYNAMODB_TABLE"])
@pytest.mark.parametrize("value", [None, ""])
def test_missing_configuration_is_named(store, reconfigured, name, value):
    reconfigured(**{name: value})
    check(store.call("GET", "/"), 500, {"message": f"{name} is not set"})
    check(store.call("GET", "/health"), 200, {"status": "healthy"})


def test_a_bucket_that_is_not_there_fails_before_the_table_is_touched(store, reconfigured):
    before = store.items()
    reconfigured(S3_BUCKET_NAME="no-such-bucket-anywhere")
    check(store.call("POST", "/process-request"), 500, {"message": "The store does not answer"})
    assert store.items() == before
    store.logged("NoSuchBucket")


def test_a_table_that_is_not_there_is_no_success_for_half_the_work(store, reconfigured):
    before = store.objects()
    reconfigured(DYNAMODB_TABLE="no-such-table-anywhere")
    check(store.call("POST", "/process-request"), 500, {"message": "The store does not answer"})
    assert len(store.objects() - before) == 1
    store.logged("ResourceNotFoundException")


@pytest.mark.skipif(not RELEASE, reason="only the release build is small")
def test_the_cpp_function_is_small_and_stays_small(deployed):
    store = deployed("cpp")
    package = store.lambdas.get_function_configuration(FunctionName=store.function)
    assert package["CodeSize"] <= 2.5 * MB
    started = int(time.time() * 1000)
    for _ in range(50):
        assert store.call("GET", "/").status_code == 200
    told = lambda: store.logs.filter_log_events(
        logGroupName=f"/aws/lambda/{store.function}", filterPattern="REPORT", startTime=started
    )["events"]
    reports = eventually(lambda: len(found := told()) >= 50 and found)
    used = [int(re.search(r"Max Memory Used: (\d+) MB", r["message"])[1]) for r in reports]
    assert len(used) >= 50
    assert max(used) <= 8


def test_the_bucket_has_the_name_that_cloudformation_gives(deployed):
    bucket = deployed("cpp").bucket
    assert re.fullmatch(r"store-cpp-receipts-[a-z0-9]{12}", bucket)


def test_a_stack_keeps_a_bucket_that_is_not_empty(store_server, tmp_path):
    store = deploy(store_server, tmp_path, "python", "kept")
    assert store.call("GET", "/").status_code == 200
    refused = run(store_server, tmp_path, "delete", "--stack-name", "kept")
    assert refused.returncode == 1
    assert "not empty" in refused.stdout + refused.stderr

    for key in store.objects():
        store.s3.delete_object(Bucket=store.bucket, Key=key)
    done = run(store_server, tmp_path, "delete", "--stack-name", "kept")
    assert done.returncode == 0, done.stdout + done.stderr
    with pytest.raises(botocore.exceptions.ClientError):
        store.s3.head_bucket(Bucket=store.bucket)


def test_the_cpp_suite_holds_over_s3_and_dynamodb(store_server):
    program = BUILD / "apps" / "uuid-store" / "uuid_store_cloud_test"
    done = subprocess.run(
        [str(program)], capture_output=True, text=True, timeout=300 * SLOW,
        env=client_environment(store_server),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Aws/StoreSuite" in done.stdout


def test_the_python_suite_holds_over_s3_and_dynamodb(store_server):
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(APP / "python" / "tests")],
        capture_output=True, text=True, timeout=300 * SLOW, env=client_environment(store_server),
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "skipped" not in done.stdout


def demo(*options, **environment):
    return subprocess.run(
        [BINARY, "demo", "--python-packages", PACKAGES, *map(str, options)],
        capture_output=True, text=True, timeout=600 * SLOW, cwd=ROOT,
        env={**os.environ, "BUILD": str(BUILD), **environment},
    )  # fmt: skip


def test_the_demo_compares_by_memory_and_draws_it(tmp_path):
    numbers, picture = tmp_path / "numbers.json", tmp_path / "charts.svg"
    done = demo("--app", "uuid-store", "--memory", "256,128", "--cold-starts", 3, "--calls", 5,
                "--json", numbers, "--plot", picture)  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Measured on AWS by others" in done.stdout

    found = json.loads(numbers.read_text())
    assert found["errors"] == 0
    assert found["prices"]["region"] == "us-east-1"
    assert [(one["memory_mb"], one["language"]) for one in found["measurements"]] == [
        (128, "C++"), (128, "Python"), (256, "C++"), (256, "Python")]  # fmt: skip
    for one in found["measurements"]:
        reports = one["reports"]
        assert reports["memory_size_mb"] == one["memory_mb"]
        assert reports["invocations"] == 8
        assert reports["cold_init_ms"]["count"] == 3
        assert reports["warm_duration_ms"]["count"] == 5
        assert one["cold_latency_ms"]["count"] == 3
        # The caller waits for init, too.
        assert one["cold_latency_ms"]["p50"] > reports["cold_init_ms"]["min"]
        assert one["code_size_bytes"] > 0
        for architecture in ("x86_64", "arm64"):
            cost = one["cost"][architecture]
            assert cost["usd_per_100_million"] == pytest.approx(cost["usd_per_invocation"] * 1e8)
            assert cost["usd_per_100_million_requests"] == pytest.approx(20)
    document = xml.dom.minidom.parse(str(picture))
    assert document.documentElement.tagName == "svg"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--app", "sheep-shed", "--plot", "x.svg"), "--plot: sheep-shed does not take it"),
        (("--memory", "128"), "--memory: sheep-shed does not take it"),
        (("--app", "uuid-store", "-m", "2"), "-m: uuid-store does not take it"),
        (("--app", "uuid-store", "--memory", "64"), "--memory"),
        (("--app", "goat-pen"), "There is no application goat-pen; there are: sheep-shed, uuid-store"),
    ],
)
def test_the_demo_refuses_what_the_application_does_not_take(options, message):
    done = demo(*options)
    assert done.returncode == 2, done.stdout
    assert message in done.stdout + done.stderr
