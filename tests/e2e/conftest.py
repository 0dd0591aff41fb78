"""Fixtures of the end-to-end tests; tests/README.md says what each gives."""

import base64
import contextlib
import itertools
import json
import os
import pathlib
import re
import shutil
import subprocess

import boto3
import botocore.config
import pytest

from dynamodb_cli import DynamoDbCli
from functions import ROLE, python_package, python_runtime
from s3 import Bucket
from server import ROOT, SLOW, Server

CACHE = pathlib.Path(
    os.environ.get("BELLWETHER_CACHE")
    or pathlib.Path(os.environ.get("XDG_CACHE_HOME", pathlib.Path.home() / ".cache")) / "bellwether"
)
AWS_CLI = "/usr/bin/aws"
REGION = "us-east-1"
KEY = "test"
SECRET = "test"

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def slow():
    return SLOW


@pytest.fixture(scope="session")
def server():
    running = Server().start()
    yield running
    running.finish()


@pytest.fixture
def fresh(server):
    server.reset()
    return server


@pytest.fixture
def start_server():
    started = []

    def start(*options, memory=True, data=None, env=None):
        running = Server(*options, memory=memory, data=data, env=env)
        started.append(running)
        return running.start()

    with contextlib.ExitStack() as ends:
        yield start
        for running in started:
            ends.callback(running.finish)


@pytest.fixture
def data_server(start_server, tmp_path):
    return start_server(data=tmp_path / "data")


@pytest.fixture
def unique():
    return lambda what="name": f"{what}-{os.getpid()}-{next(_numbers)}"


def boto3_client(service, server, key=KEY, secret=SECRET, region=REGION, **config):
    settings = {
        "retries": {"total_max_attempts": 1},
        "read_timeout": 60 * SLOW,
        "connect_timeout": 10 * SLOW,
        "parameter_validation": False,
        **config,
    }
    return boto3.client(
        service,
        endpoint_url=server.url,
        region_name=region,
        aws_access_key_id=key,
        aws_secret_access_key=secret,
        config=botocore.config.Config(**settings),
    )


@pytest.fixture
def client(request):
    def make(service, server=None, **options):
        return boto3_client(service, server or request.getfixturevalue("server"), **options)

    return make


@pytest.fixture
def s3(client):
    return client("s3")


@pytest.fixture
def bucket(s3, unique):
    """A bucket of the test's own, with its client."""
    made = Bucket(s3, unique("bucket"))
    made.create_bucket()
    return made


@pytest.fixture
def dynamodb(client):
    return client("dynamodb")


@pytest.fixture
def new_table(dynamodb, unique):
    """new_table(create) makes a table by create(dynamodb, name), which is gone after the test."""
    made = []

    def make(create, what="table"):
        name = unique(what)
        create(dynamodb, name)
        made.append(name)
        return name

    yield make
    for name in made:
        try:
            dynamodb.delete_table(TableName=name)
        except dynamodb.exceptions.ResourceNotFoundException:
            pass


@pytest.fixture
def functions(client):
    return client("lambda")


@pytest.fixture
def create(functions, unique):
    def make(package=None, **options):
        name = options.pop("FunctionName", None) or unique("function")
        settings = {
            "Runtime": python_runtime(),
            "Handler": "app.handler",
            "Timeout": 30,
            "MemorySize": 512,
            **options,
        }
        functions.create_function(
            FunctionName=name, Role=ROLE, Code={"ZipFile": package or python_package()}, **settings
        )
        return name

    return make


@pytest.fixture
def invoke(functions):
    def run(name, event=None, **options):
        answer = functions.invoke(
            FunctionName=name, Payload=json.dumps(event or {}), LogType="Tail", **options
        )
        body = answer["Payload"].read()
        return {
            "status": answer["StatusCode"],
            "error": answer.get("FunctionError"),
            "value": json.loads(body) if body else None,
            "log": base64.b64decode(answer.get("LogResult", "")).decode(),
        }

    return run


def client_environment(server):
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("AWS_")}
    return {
        **inherited,
        "AWS_ENDPOINT_URL": server.url,
        "AWS_ACCESS_KEY_ID": KEY,
        "AWS_SECRET_ACCESS_KEY": SECRET,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "AWS_CONFIG_FILE": "/dev/null",
        "AWS_SHARED_CREDENTIALS_FILE": "/dev/null",
        "AWS_EC2_METADATA_DISABLED": "true",
        "AWS_PAGER": "",
    }


def missing(what):
    """A failure and no skip: green has to mean that every client was tried."""
    pytest.fail(f"{what}; ./bw test installs what is needed", pytrace=False)


@pytest.fixture(scope="session")
def aws_cli():
    """The path of an AWS CLI of version 2."""
    try:
        answer = subprocess.run([AWS_CLI, "--version"], capture_output=True, text=True, check=True)
    except OSError as reason:
        missing(f"no AWS CLI: {reason}")
    version = re.match(r"aws-cli/(\d+)", answer.stdout)
    if not version or int(version[1]) < 2:
        missing(f"{AWS_CLI} is not version 2: {answer.stdout.strip()}")
    return AWS_CLI


@pytest.fixture
def aws(aws_cli, request):
    def run(service, *arguments, server=None, check=True, stdin=None):
        server = server or request.getfixturevalue("server")
        # AWS CLI 2.9 does not know AWS_ENDPOINT_URL yet.
        command = [aws_cli, "--endpoint-url", server.url, "--output", "json", service, *map(str, arguments)]
        process = subprocess.run(
            command,
            capture_output=True,
            text=True,
            input=stdin,
            env=client_environment(server),
            timeout=120 * SLOW,
        )
        if not check:
            return process
        assert process.returncode == 0, f"{' '.join(command)}\n{process.stdout}{process.stderr}"
        return json.loads(process.stdout) if process.stdout.strip() else None

    return run


@pytest.fixture
def cli(aws):
    return DynamoDbCli(aws)


@pytest.fixture(scope="session")
def node_packages():
    packages = CACHE / "node"
    if shutil.which("node") is None:
        missing("no Node.js")
    needed = json.loads((ROOT / "tests/e2e/js/package.json").read_text())["dependencies"]
    if absent := [name for name in needed if not (packages / "node_modules" / name).exists()]:
        missing(f"{packages} has no {', '.join(absent)}")
    return packages


@pytest.fixture
def node(node_packages, request, tmp_path):
    def run(script, server=None, **values):
        server = server or request.getfixturevalue("server")
        # Modules are found from where the script lies.
        folder = tmp_path / "js"
        folder.mkdir(exist_ok=True)
        if not (folder / "node_modules").exists():
            (folder / "node_modules").symlink_to(node_packages.resolve() / "node_modules")
        main = folder / "main.mjs"
        main.write_text(f"const values = {json.dumps(values)};\n{script}")
        process = subprocess.run(
            ["node", "--preserve-symlinks", "--preserve-symlinks-main", str(main)],
            capture_output=True,
            text=True,
            env=client_environment(server),
            timeout=120 * SLOW,
        )
        assert process.returncode == 0, process.stdout + process.stderr
        return json.loads(process.stdout)

    return run
