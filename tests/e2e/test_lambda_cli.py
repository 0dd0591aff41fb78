"""Functions, and an API before them, through AWS CLI v2."""

import base64
import hashlib
import json
import re
import types

import pytest
import requests

from functions import ROLE, python_package, python_runtime, zipped
from server import eventually


@pytest.fixture
def function(aws, unique, tmp_path):
    """Commands on a function of the test's own."""
    name = unique("cli")
    out = tmp_path / "out.json"

    def package(source=None):
        path = tmp_path / "package.zip"
        path.write_bytes(python_package(source) if source else python_package())
        return f"fileb://{path}"

    def run(command, *arguments, **how):
        return aws("lambda", *command.split(), "--function-name", name, *arguments, **how)

    def create(*options, source=None, check=True):
        return run("create-function", "--runtime", python_runtime(), "--handler", "app.handler", "--role", ROLE,
                   "--timeout", 30, "--memory-size", 512, "--zip-file", package(source), *options, check=check)

    def invoke(event, *options, check=True):
        out.unlink(missing_ok=True)
        answer = run("invoke", "--cli-binary-format", "raw-in-base64-out", "--payload", json.dumps(event),
                     *options, out, check=check)
        return answer, out.read_text() if out.exists() else None

    return types.SimpleNamespace(name=name, package=package, run=run, create=create, invoke=invoke)


def refusal(process):
    """The code and the message of what the CLI was refused."""
    assert process.returncode == 254, process.stdout + process.stderr
    return re.search(r"An error occurred \((\w+)\) when calling the \w+ operation: (.*)", process.stderr).groups()


def test_a_function_lives_and_is_deleted(function):
    made = function.create("--environment", "Variables={MINE=yes}", "--tags", "team=sheep")
    assert made["FunctionArn"] == f"arn:aws:lambda:us-east-1:000000000000:function:{function.name}"
    assert made["CodeSha256"] == base64.b64encode(hashlib.sha256(python_package()).digest()).decode()
    function.run("wait function-active")
    function.run("wait function-exists")
    configured = function.run("get-function-configuration")
    assert (configured["State"], configured["LastUpdateStatus"]) == ("Active", "Successful")
    assert (configured["Timeout"], configured["MemorySize"], configured["Role"]) == (30, 512, ROLE)
    assert configured["Environment"] == {"Variables": {"MINE": "yes"}}
    found = function.run("get-function")
    assert found["Tags"] == {"team": "sheep"}
    assert requests.get(found["Code"]["Location"], timeout=60).content == python_package()

    answer, payload = function.invoke({"sheep": [1, None]})
    assert answer == {"StatusCode": 200, "ExecutedVersion": "$LATEST"}
    assert json.loads(payload) == {"sheep": [1, None]}

    after = function.run(
        "update-function-code", "--zip-file", function.package("def handler(event, context): return 'new'")
    )
    assert after["CodeSha256"] != made["CodeSha256"]
    function.run("wait function-updated")
    assert function.invoke({})[1] == '"new"'
    function.run("update-function-configuration", "--memory-size", 256, "--description", "smaller")
    function.run("wait function-updated")
    configured = function.run("get-function-configuration")
    assert (configured["MemorySize"], configured["Description"]) == (256, "smaller")

    assert function.run("delete-function") is None
    missing = ("ResourceNotFoundException", f"Function not found: {made['FunctionArn']}")
    assert refusal(function.run("get-function", check=False)) == missing
    assert refusal(function.run("get-function-configuration", check=False)) == missing
    assert refusal(function.invoke({}, check=False)[0]) == missing
    assert refusal(function.run("delete-function", check=False)) == missing


def test_functions_are_listed_by_pages(aws, function, unique):
    names = [function.name, unique("other")]
    for name in names:
        function.create("--function-name", name)
    listed = aws("lambda", "list-functions", "--page-size", 1)["Functions"]
    assert set(names) <= {one["FunctionName"] for one in listed}


def test_a_failing_function_tells_its_error_and_its_log(function):
    function.create()
    answer, payload = function.invoke({"do": "raise"}, "--log-type", "Tail")
    log = base64.b64decode(answer.pop("LogResult")).decode()
    assert answer == {"StatusCode": 200, "FunctionError": "Unhandled", "ExecutedVersion": "$LATEST"}
    failed = json.loads(payload)
    assert (failed["errorType"], failed["errorMessage"]) == ("ValueError", "no sheep")
    assert '/app.py", line' in failed["stackTrace"][0]
    assert "[ERROR] ValueError: no sheep\n" in log
    answer, payload = function.invoke({"do": "exit", "status": 3})
    assert answer["FunctionError"] == "Unhandled"
    assert json.loads(payload)["errorType"] == "Runtime.ExitError"


def test_a_late_function_ends_at_its_timeout(function):
    function.create("--timeout", 1)
    answer, payload = function.invoke({"do": "sleep", "seconds": 60}, "--log-type", "Tail")
    assert (answer["StatusCode"], answer["FunctionError"]) == (200, "Unhandled")
    assert json.loads(payload)["errorMessage"].endswith("Task timed out after 1.00 seconds")
    assert "\tStatus: timeout\n" in base64.b64decode(answer["LogResult"]).decode()
    function.run("update-function-configuration", "--timeout", 30)
    assert function.invoke({"do": "count"})[1] == "1"


def test_events_and_dry_runs_are_only_accepted(function, aws):
    function.create()
    dry, payload = function.invoke({"do": "print", "text": "dry"}, "--invocation-type", "DryRun")
    assert dry["StatusCode"] == 204 and payload == ""
    accepted, payload = function.invoke({"do": "print", "text": "later"}, "--invocation-type", "Event")
    assert accepted == {"StatusCode": 202} and payload == ""
    group = ["--log-group-name", f"/aws/lambda/{function.name}"]
    # There is no such group until the function has logged.
    told = lambda: aws("logs", "filter-log-events", *group, check=False).stdout
    found = eventually(lambda: "REPORT" in (text := told()) and text)
    lines = [event["message"] for event in json.loads(found)["events"]]
    assert "later\n" in lines and "dry\n" not in lines
    assert sum(line.startswith("START") for line in lines) == 1


def test_refusals_are_AWSs(function, tmp_path):
    # The CLI itself refuses what is no zip.
    climbing = tmp_path / "climbing.zip"
    climbing.write_bytes(zipped({"../outside": "x"}))
    refused = refusal(function.create("--zip-file", f"fileb://{climbing}", check=False))
    assert refused == (
        "InvalidParameterValueException",
        "Could not unzip uploaded file. Please check your file, then try to upload again.",
    )
    function.create()
    assert refusal(function.create(check=False)) == (
        "ResourceConflictException", f"Function already exist: {function.name}",
    )  # fmt: skip
    assert refusal(function.run("update-function-configuration", "--timeout", 901, check=False))[0] == (
        "ValidationException"
    )


PROXY = """
import json

def handler(event, context):
    told = {key: event[key] for key in ("httpMethod", "resource", "path", "pathParameters", "stageVariables")}
    return {"statusCode": 200, "body": json.dumps(told)}
"""


def test_an_API_is_built_by_hand_before_a_function(function, aws, unique, server):
    arn = function.create(source=PROXY)["FunctionArn"]
    made = aws("apigateway", "create-rest-api", "--name", unique("api"), "--description", "by hand")
    api = ["--rest-api-id", made["id"]]

    def run(command, *arguments, **how):
        return aws("apigateway", command, *api, *arguments, **how)

    (root,) = run("get-resources")["items"]
    sheep = run("create-resource", "--parent-id", root["id"], "--path-part", "sheep")
    one = run("create-resource", "--parent-id", sheep["id"], "--path-part", "{Tattoo}")
    at = ["--resource-id", one["id"], "--http-method", "GET"]
    run("put-method", *at, "--authorization-type", "NONE")
    uri = f"arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/{arn}/invocations"
    run("put-integration", *at, "--type", "AWS_PROXY", "--integration-http-method", "POST", "--uri", uri)
    method = run("get-method", *at)
    assert method["authorizationType"] == "NONE"
    assert (method["methodIntegration"]["type"], method["methodIntegration"]["uri"]) == ("AWS_PROXY", uri)
    deployment = run("create-deployment", "--stage-name", "v1", "--variables", "colour=white")
    stage = run("get-stage", "--stage-name", "v1")
    assert (stage["deploymentId"], stage["variables"]) == (deployment["id"], {"colour": "white"})

    url = f"{server.url}/restapis/{made['id']}/v1/_user_request_/sheep/7"
    answer = requests.get(url, timeout=60)
    assert answer.status_code == 200, answer.text
    assert answer.json() == {
        "httpMethod": "GET", "resource": "/sheep/{Tattoo}", "path": "/sheep/7",
        "pathParameters": {"Tattoo": "7"}, "stageVariables": {"colour": "white"},
    }  # fmt: skip
    assert requests.post(url, timeout=60).json() == {"message": "Missing Authentication Token"}

    twice = run("create-resource", "--parent-id", root["id"], "--path-part", "sheep", check=False)
    assert refusal(twice) == (
        "ConflictException", "Another resource with the same parent already has this name: sheep",
    )  # fmt: skip
    run("delete-stage", "--stage-name", "v1")
    assert requests.get(url, timeout=60).status_code == 403
    run("delete-rest-api")
    assert refusal(run("get-rest-api", check=False)) == (
        "NotFoundException", f"Invalid API identifier specified 000000000000:{made['id']}",
    )  # fmt: skip
