"""Lambda through boto3 and AWS CLI v2."""

import base64
import concurrent.futures
import hashlib
import io
import json
import pathlib
import re
import sys
import threading
import urllib.request
import zipfile

import pytest
from botocore.exceptions import ClientError

from answering import answering
from functions import ROLE, log_events, python_package, python_runtime, shell_package, zipped
from server import BINARY, SLOW, eventually

ECHO = """
while :; do
  HEADERS="$(mktemp)"
  EVENT=$(curl -sS -D "$HEADERS" "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/next")
  ID=$(grep -i Lambda-Runtime-Aws-Request-Id "$HEADERS" | tr -d '\\r' | cut -d' ' -f2)
  echo "got $EVENT" >/dev/stderr
  curl -sS -d "$EVENT" "http://$AWS_LAMBDA_RUNTIME_API/2018-06-01/runtime/invocation/$ID/response"
done
"""


def test_a_function_is_created_as_AWS_creates_it(functions, unique):
    name = unique("created")
    package = python_package()
    made = functions.create_function(
        FunctionName=name,
        Runtime="python3.13",
        Handler="app.handler",
        Role=ROLE,
        Code={"ZipFile": package},
        Description="a test",
        Environment={"Variables": {"MINE": "yes"}},
        Tags={"team": "sheep"},
    )
    assert made["ResponseMetadata"]["HTTPStatusCode"] == 201
    assert made["FunctionArn"] == f"arn:aws:lambda:us-east-1:000000000000:function:{name}"
    assert made["CodeSha256"] == base64.b64encode(hashlib.sha256(package).digest()).decode()
    assert made["CodeSize"] == len(package)
    assert made["Timeout"] == 3 and made["MemorySize"] == 128
    assert made["Version"] == "$LATEST"
    assert made["PackageType"] == "Zip" and made["Architectures"] == ["x86_64"]
    assert made["Environment"] == {"Variables": {"MINE": "yes"}}
    assert made["EphemeralStorage"] == {"Size": 512}
    assert made["TracingConfig"] == {"Mode": "PassThrough"}
    assert made["LoggingConfig"] == {"LogFormat": "Text", "LogGroup": f"/aws/lambda/{name}"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000", made["LastModified"])
    functions.get_waiter("function_active_v2").wait(FunctionName=name)
    found = functions.get_function(FunctionName=name)
    assert found["Tags"] == {"team": "sheep"}
    assert found["Code"]["RepositoryType"] == "S3"
    assert urllib.request.urlopen(found["Code"]["Location"]).read() == package
    with pytest.raises(functions.exceptions.ResourceConflictException) as again:
        functions.create_function(
            FunctionName=name, Runtime="python3.13", Handler="a.b", Role=ROLE, Code={"ZipFile": package}
        )
    assert again.value.response["Error"]["Message"] == f"Function already exist: {name}"


def test_a_python_function_answers_and_reports(create, invoke, client):
    name = create()
    cold = invoke(name, {"do": "print", "text": "baa"})
    assert cold["status"] == 200 and cold["error"] is None and cold["value"] == "printed"
    assert re.fullmatch(
        r"START RequestId: ([-0-9a-f]{36}) Version: \$LATEST\n"
        r"baa\n"
        r"END RequestId: \1\n"
        r"REPORT RequestId: \1\tDuration: \d+\.\d\d ms\tBilled Duration: \d+ ms\t"
        r"Memory Size: 512 MB\tMax Memory Used: \d+ MB\tInit Duration: \d+\.\d\d ms\t\n",
        cold["log"],
    ), cold["log"]
    warm = invoke(name, {"do": "count"})
    assert warm["value"] == 2
    assert "Init Duration" not in warm["log"]
    lines = eventually(lambda: (found := log_events(client, name)) and len(found) >= 8 and found)
    assert lines[0].startswith("INIT_START Runtime Version: python:3.")
    assert lines[2] == "baa\n"
    (stream,) = client("logs").describe_log_streams(logGroupName=f"/aws/lambda/{name}")["logStreams"]
    assert re.fullmatch(r"\d{4}/\d\d/\d\d/\[\$LATEST\][0-9a-f]{32}", stream["logStreamName"])


def test_a_function_is_told_that_its_python_is_another(start_server, client, unique, tmp_path):
    python = tmp_path / "python3"
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n')
    python.chmod(0o755)
    server = start_server(env={"PATH": str(tmp_path)})
    runtime = "python3.14" if sys.version_info[:2] < (3, 14) else "python3.13"
    functions = client("lambda", server=server)
    name = unique("other")
    functions.create_function(FunctionName=name, Runtime=runtime, Handler="app.handler", Role=ROLE,
                              Code={"ZipFile": python_package()}, Timeout=30)
    assert "FunctionError" not in functions.invoke(FunctionName=name, Payload=b"{}")
    lines = eventually(lambda: log_events(client, name, server))
    assert lines[0].startswith(f"INIT_START Runtime Version: python:{runtime.removeprefix('python')}.v1\t")
    version = "%d.%d" % sys.version_info[:2]
    assert re.fullmatch(
        rf"\[WARNING\]\t\S+\t\tLAMBDA_WARNING: The function is for {runtime}; it runs on Python {version}, "
        rf"because no {runtime} is on the PATH\n?", lines[1]
    ), lines[1]


def test_a_provided_function_runs_from_the_command_line(aws, unique, tmp_path):
    name = unique("shell")
    package = tmp_path / "package.zip"
    package.write_bytes(shell_package(ECHO))
    aws("lambda", "create-function", "--function-name", name, "--runtime", "provided.al2023",
        "--handler", "none", "--role", ROLE, "--zip-file", f"fileb://{package}", "--timeout", "20",
        "--memory-size", "512")
    out = tmp_path / "out.json"
    answer = aws("lambda", "invoke", "--function-name", name, "--payload",
                 base64.b64encode(b'{"sheep":1}').decode(), "--log-type", "Tail", str(out))
    assert answer["StatusCode"] == 200 and answer["ExecutedVersion"] == "$LATEST"
    assert json.loads(out.read_text()) == {"sheep": 1}
    assert 'got {"sheep":1}' in base64.b64decode(answer["LogResult"]).decode()


def test_the_context_and_the_environment_are_AWSs(create, invoke, server):
    name = create(Environment={"Variables": {"MINE": "yes"}})
    custom = base64.b64encode(json.dumps({"custom": {"k": "v"}}).encode()).decode()
    context = invoke(name, {"do": "context"}, ClientContext=custom)["value"]
    assert context["name"] == name
    assert context["memory"] == "512"
    assert context["arn"] == f"arn:aws:lambda:us-east-1:000000000000:function:{name}"
    assert context["log_group"] == f"/aws/lambda/{name}"
    assert 0 < context["remaining"] <= 30_000
    assert context["client"] == {"k": "v"}
    environment = invoke(name, {"do": "environment"})["value"]
    assert environment["MINE"] == "yes"
    assert environment["AWS_ENDPOINT_URL"] == server.url
    assert environment["AWS_LAMBDA_FUNCTION_NAME"] == name
    assert environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] == "512"
    assert environment["AWS_REGION"] == "us-east-1"
    assert environment["_HANDLER"] == "app.handler"
    assert environment["TZ"] == ":UTC"
    assert environment["_X_AMZN_TRACE_ID"].startswith("Root=1-")


def test_a_handlers_exception_is_told_with_its_stack(create, invoke):
    failed = invoke(create(), {"do": "raise"})
    assert failed["status"] == 200 and failed["error"] == "Unhandled"
    assert failed["value"]["errorType"] == "ValueError"
    assert failed["value"]["errorMessage"] == "no sheep"
    assert re.fullmatch(r"[-0-9a-f]{36}", failed["value"]["requestId"])
    assert '/app.py", line' in failed["value"]["stackTrace"][0]
    assert "[ERROR] ValueError: no sheep\nTraceback (most recent call last):\n" in failed["log"]


def test_log_records_look_like_AWSs(create, invoke):
    log = invoke(create(), {"do": "log", "text": "counted"})["log"]
    assert re.search(r"\[INFO\]\t\d{4}-\d\d-\d\dT[\d:.]+Z\t[-0-9a-f]{36}\tcounted\n", log), log


def test_a_traced_invocation_is_reported_with_its_trace(create, invoke, functions):
    name = create(TracingConfig={"Mode": "Active"})
    header = invoke(name, {"do": "environment"})["value"]["_X_AMZN_TRACE_ID"]
    assert re.fullmatch(r"Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=1", header)
    log = invoke(name, {})["log"]
    assert re.search(
        r"\nREPORT RequestId: .*\t\nXRAY TraceId: 1-[-0-9a-f]{33}\tSegmentId: [0-9a-f]{16}\tSampled: true\t\n$", log
    ), log
    functions.update_function_configuration(FunctionName=name, TracingConfig={"Mode": "PassThrough"})
    assert "XRAY" not in invoke(name, {})["log"]


def test_json_logs(create, invoke):
    name = create(LoggingConfig={"LogFormat": "JSON"})
    log = [json.loads(line) for line in invoke(name, {"do": "log", "text": "counted"})["log"].splitlines()]
    assert [record.get("type") for record in log] == ["platform.start", None, "platform.report"]
    assert log[1]["level"] == "INFO" and log[1]["message"] == "counted"
    assert log[2]["record"]["metrics"]["memorySizeMB"] == 512


@pytest.mark.parametrize(
    "handler, package, error_type, message",
    [
        ("app.handler", {"other.py": ""}, "Runtime.ImportModuleError",
         "Unable to import module 'app': No module named 'app'"),
        ("app.nobody", {"app.py": ""}, "Runtime.HandlerNotFound",
         "Handler 'nobody' missing on module 'app'"),
        ("app.handler", {"app.py": "def handler(:"}, "Runtime.UserCodeSyntaxError",
         "Syntax error in module 'app': "),
    ],
)
def test_a_function_that_cannot_be_imported_says_why(create, invoke, handler, package, error_type, message):
    failed = invoke(create(zipped(package), Handler=handler))
    assert failed["error"] == "Unhandled"
    assert failed["value"]["errorType"] == error_type
    assert failed["value"]["errorMessage"].startswith(message)
    assert f"Status: error\tError Type: {error_type}\n" in failed["log"]


def test_a_result_that_is_no_json_is_told(create, invoke):
    failed = invoke(create(), {"do": "unserialisable"})
    assert failed["value"]["errorType"] == "Runtime.MarshalError"
    assert "Object of type set is not JSON serializable" in failed["value"]["errorMessage"]


def test_a_slow_function_ends_at_its_timeout(create, invoke):
    # Enough for Python to start again, which then belongs to the invocation.
    name = create(Timeout=3)
    late = invoke(name, {"do": "sleep", "seconds": 60})
    assert late["error"] == "Unhandled"
    assert late["value"]["errorMessage"].endswith("Task timed out after 3.00 seconds")
    assert re.search(r"Z [-0-9a-f]{36} Task timed out after 3\.00 seconds\n", late["log"])
    assert "\tStatus: timeout\n" in late["log"]
    assert invoke(name, {"do": "count"})["value"] == 1


def test_a_function_that_exits_is_started_anew(create, invoke):
    name = create()
    ended = invoke(name, {"do": "exit", "status": 3})
    assert ended["value"]["errorType"] == "Runtime.ExitError"
    assert ended["value"]["errorMessage"].endswith("Error: Runtime exited with error: exit status 3")
    assert invoke(name, {"do": "count"})["value"] == 1


def test_a_function_beyond_its_memory_is_killed(create, invoke):
    name = create(MemorySize=128)
    assert invoke(name, {"do": "allocate", "mb": 20})["error"] is None
    killed = invoke(name, {"do": "allocate", "mb": 500})
    assert killed["value"]["errorType"] == "Runtime.OutOfMemory"
    assert "signal: killed" in killed["value"]["errorMessage"]
    assert "Max Memory Used: 128 MB" in killed["log"]
    assert invoke(name, {"do": "echo"})["error"] is None


def test_responses_have_a_size(create, invoke):
    name = create()
    assert len(invoke(name, {"do": "large", "bytes": 6_000_000})["value"]) == 6_000_000
    large = invoke(name, {"do": "large", "bytes": 6_300_000})
    assert large["error"] == "Unhandled"
    assert large["value"]["errorType"] == "Function.ResponseSizeTooLarge"


def test_invocations_at_once_run_at_once(create, client):
    """Each waits, inside the function, until all of them are there."""
    invocations = 8
    name = create(Timeout=120)
    functions = client("lambda", max_pool_connections=invocations, read_timeout=180)
    all_there = threading.Barrier(invocations, timeout=60 * SLOW)

    def respond(_, body):
        all_there.wait()
        return 200, b"met"

    def one(url):
        payload = json.dumps({"do": "call", "url": url})
        return json.loads(functions.invoke(FunctionName=name, Payload=payload)["Payload"].read())

    with answering(respond) as url, concurrent.futures.ThreadPoolExecutor(invocations) as pool:
        assert list(pool.map(one, [url] * invocations)) == ["met"] * invocations
    logs = client("logs")
    streams = logs.describe_log_streams(logGroupName=f"/aws/lambda/{name}")["logStreams"]
    assert len(streams) == invocations


def test_every_caller_gets_its_own_answer(create, client):
    """Environments pass from caller to caller, and between the server's loops, within microseconds."""
    package = (pathlib.Path(BINARY).parent / "lambda/example-echo.zip").read_bytes()
    name = create(package, Runtime="provided.al2023", Handler="bootstrap", MemorySize=1769)
    functions = client("lambda", max_pool_connections=16)

    def one(number):
        payload = json.dumps({"number": number})
        answer = functions.invoke(FunctionName=name, Payload=payload, LogType="Tail" if number % 2 else "None")
        assert answer["Payload"].read().decode() == payload
        if number % 2:
            log = base64.b64decode(answer["LogResult"]).decode()
            assert log.count("REPORT RequestId: " + answer["ResponseMetadata"]["RequestId"]) == 1
            assert log.count("REPORT") == 1

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        list(pool.map(one, range(600)))


def test_new_code_and_configuration_hold_at_once(create, invoke, functions):
    name = create()
    assert invoke(name, {"do": "count"})["value"] == 1
    before = functions.get_function_configuration(FunctionName=name)
    code = python_package("def handler(event, context): return 'new'")
    after = functions.update_function_code(FunctionName=name, ZipFile=code)
    assert after["CodeSha256"] != before["CodeSha256"]
    assert after["RevisionId"] != before["RevisionId"]
    assert invoke(name)["value"] == "new"
    functions.update_function_configuration(FunctionName=name, Handler="app.missing", MemorySize=256)
    assert invoke(name)["value"]["errorType"] == "Runtime.HandlerNotFound"
    with pytest.raises(ClientError) as stale:
        functions.update_function_code(
            FunctionName=name, ZipFile=code, RevisionId=before["RevisionId"]
        )
    assert stale.value.response["Error"]["Code"] == "PreconditionFailedException"


def test_events_are_accepted_and_run(create, functions, client):
    name = create()
    answer = functions.invoke(
        FunctionName=name, InvocationType="Event", Payload=b'{"do": "print", "text": "event ran"}'
    )
    assert answer["StatusCode"] == 202
    assert answer["Payload"].read() == b""
    eventually(lambda: "event ran\n" in log_events(client, name))


def test_a_dry_run_runs_nothing(create, invoke, functions, client):
    name = create()
    answer = functions.invoke(FunctionName=name, InvocationType="DryRun", Payload=b'{"do": "count"}')
    assert answer["StatusCode"] == 204
    assert answer["Payload"].read() == b""
    assert log_events(client, name) == []
    # What had run late would be counted here, or have a stream of its own.
    first = invoke(name, {"do": "count"})
    assert first["value"] == 1 and "Init Duration" in first["log"]
    lines = eventually(lambda: [line for line in log_events(client, name) if line.startswith("REPORT")])
    assert len(lines) == 1
    streams = client("logs").describe_log_streams(logGroupName=f"/aws/lambda/{name}")["logStreams"]
    assert len(streams) == 1


def test_files_stay_where_they_belong(server, create, invoke):
    name = create()
    assert invoke(name, {"do": "write", "path": "/tmp/kept"})["value"] == "written"
    assert invoke(name, {"do": "exists", "path": "/tmp/kept"})["value"] is True
    if "isolation: none" in server.log():
        pytest.skip("this machine gives functions no root of their own")
    assert invoke(name, {"do": "write", "path": "app.py"})["value"] in ("OSError", "PermissionError")
    assert invoke(create(), {"do": "exists", "path": "/tmp/kept"})["value"] is False


def bad_zips():
    def entry(name, mode=0o100644, content=b"x"):
        data = io.BytesIO()
        with zipfile.ZipFile(data, "w") as archive:
            info = zipfile.ZipInfo(name)
            info.external_attr = mode << 16
            archive.writestr(info, content)
        return data.getvalue()

    yield "text", b"this is no zip"
    yield "truncated", python_package()[:100]
    yield "climbing", entry("../outside")
    yield "absolute", entry("/tmp/bellwether-outside")
    yield "link", entry("link", 0o120777, b"/etc/passwd")
    yield "climbing link", entry("link", 0o120777, b"../../outside")


@pytest.mark.parametrize("package", [pytest.param(zip_, id=what) for what, zip_ in bad_zips()])
def test_bad_packages_are_refused(functions, unique, package):
    with pytest.raises(ClientError) as refused:
        functions.create_function(
            FunctionName=unique("bad"), Runtime="python3.13", Handler="a.b", Role=ROLE,
            Code={"ZipFile": package},
        )
    assert refused.value.response["Error"] == {
        "Code": "InvalidParameterValueException",
        "Message": "Could not unzip uploaded file. Please check your file, then try to upload again.",
    }


def test_a_zip_bomb_is_refused(functions, unique):
    with pytest.raises(ClientError) as refused:
        functions.create_function(
            FunctionName=unique("bomb"), Runtime="python3.13", Handler="a.b", Role=ROLE,
            Code={"ZipFile": zipped({"zeros": bytes(251 * 1024 * 1024)})},
        )
    assert refused.value.response["Error"]["Message"] == "Unzipped size must be smaller than 262144000 bytes"


def test_what_cannot_be_invoked_says_why(create, functions):
    name = create()
    with pytest.raises(functions.exceptions.InvalidRequestContentException) as nonsense:
        functions.invoke(FunctionName=name, Payload=b"{nonsense")
    assert "Could not parse request body into json: " in nonsense.value.response["Error"]["Message"]
    with pytest.raises(functions.exceptions.ResourceNotFoundException) as missing:
        functions.invoke(FunctionName="missing")
    assert missing.value.response["Error"]["Message"] == (
        "Function not found: arn:aws:lambda:us-east-1:000000000000:function:missing"
    )
    with pytest.raises(functions.exceptions.ResourceNotFoundException):
        functions.invoke(FunctionName=name, Qualifier="7")
    with pytest.raises(ClientError) as large:
        functions.invoke(FunctionName=name, InvocationType="Event", Payload=json.dumps("x" * 1_100_000))
    assert large.value.response["ResponseMetadata"]["HTTPStatusCode"] == 413


def test_unsupported_features_are_named(functions, unique):
    with pytest.raises(ClientError) as refused:
        functions.create_function(
            FunctionName=unique("layers"), Runtime="python3.13", Handler="a.b", Role=ROLE,
            Code={"ZipFile": python_package()},
            Layers=["arn:aws:lambda:us-east-1:000000000000:layer:x:1"],
        )
    assert "Layers is not supported" in refused.value.response["Error"]["Message"]


def test_functions_are_listed_by_pages(start_server, client):
    functions = client("lambda", server=start_server())
    names = [f"f{i}" for i in range(5)]
    for name in names:
        functions.create_function(
            FunctionName=name, Runtime="python3.13", Handler="a.b", Role=ROLE,
            Code={"ZipFile": python_package()},
        )
    pages = functions.get_paginator("list_functions").paginate(PaginationConfig={"PageSize": 2})
    assert [f["FunctionName"] for page in pages for f in page["Functions"]] == names
    functions.delete_function(FunctionName="f0")
    assert len(functions.list_functions()["Functions"]) == 4
    settings = functions.get_account_settings()
    assert settings["AccountUsage"]["FunctionCount"] == 4
    assert settings["AccountLimit"]["ConcurrentExecutions"] == 1000


def test_functions_survive_kill_9(data_server, client):
    functions = client("lambda", server=data_server)
    functions.create_function(
        FunctionName="kept", Runtime=python_runtime(), Handler="app.handler", Role=ROLE,
        Code={"ZipFile": python_package()}, Timeout=30, MemorySize=512,
    )
    assert json.loads(functions.invoke(FunctionName="kept", Payload=b'{"a": 1}')["Payload"].read()) == {"a": 1}
    data_server.kill()
    data_server.start()
    functions = client("lambda", server=data_server)
    answer = functions.invoke(FunctionName="kept", Payload=b'{"a": 2}')
    assert json.loads(answer["Payload"].read()) == {"a": 2}
