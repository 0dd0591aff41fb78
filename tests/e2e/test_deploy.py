"""`bellwether deploy` and `delete`: templates become stacks that real clients find."""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import botocore.exceptions
import pytest
import requests

from server import BINARY, ROOT

SHED = ROOT / "apps/sheep-shed/template.yaml"

ECHO = """
Transform: AWS::Serverless-2016-10-31
Parameters:
  Greeting: {Type: String, Default: hello, AllowedPattern: '[a-z]+'}
Resources:
  Greet:
    Type: AWS::Serverless::Function
    Properties:
      CodeUri: code/
      Handler: app.handler
      Runtime: python3.11
      Timeout: 20
      Environment: {Variables: {GREETING: !Ref Greeting, TABLE: !Ref Table}}
      Events:
        Get: {Type: Api, Properties: {Path: '/greet/{name}', Method: get}}
  Table:
    Type: AWS::Serverless::SimpleTable
Outputs:
  Table: {Value: !Ref Table}
  Url: {Value: !Sub 'https://${ServerlessRestApi}.execute-api.${AWS::Region}.${AWS::URLSuffix}/Prod'}
"""

CODE = """
import json, os

def handler(event, context):
    name = event["pathParameters"]["name"]
    return {"statusCode": 200,
            "body": json.dumps({"text": os.environ["GREETING"] + " " + name, "version": 1})}
"""


class Stacks:
    """The commands against one server, with a state folder of their own."""

    def __init__(self, server, folder):
        self.server = server
        self.folder = folder
        self.environment = {
            k: v for k, v in os.environ.items() if not k.startswith("AWS_")
        } | {"AWS_ENDPOINT_URL": server.url, "AWS_CONFIG_FILE": "/nonexistent",
             "AWS_SHARED_CREDENTIALS_FILE": "/nonexistent"}

    def run(self, *arguments, check=True, **environment):
        done = subprocess.run(
            [BINARY, *map(str, arguments), "--state-dir", str(self.folder / "state")],
            env=self.environment | environment, capture_output=True, text=True, timeout=600)
        if check:
            assert done.returncode == 0, done.stdout + done.stderr
        return done

    def deploy(self, template, *options, **environment):
        done = self.run("deploy", "--template", template, "--json", *options, **environment)
        return json.loads(done.stdout)

    def physical(self, stack, logical_id):
        return next(r["PhysicalResourceId"] for r in stack["Resources"]
                    if r["LogicalResourceId"] == logical_id)


@pytest.fixture
def stacks(fresh, tmp_path):
    return Stacks(fresh, tmp_path)


@pytest.fixture
def echo(tmp_path):
    folder = tmp_path / "greeter"
    (folder / "code").mkdir(parents=True)
    (folder / "code/app.py").write_text(CODE)
    (folder / "template.yaml").write_text(ECHO)
    return folder / "template.yaml"


def test_a_stack_is_created_answers_and_is_deleted(stacks, echo, client):
    stack = stacks.deploy(echo)
    assert stack["StackName"] == "greeter" and stack["StackStatus"] == "CREATE_COMPLETE"
    url = stack["LocalEndpoints"]["ServerlessRestApi/Prod"]
    answer = requests.get(f"{url}/greet/ada", timeout=30)
    assert (answer.status_code, answer.json()) == (200, {"text": "hello ada", "version": 1})

    outputs = {o["OutputKey"]: o["OutputValue"] for o in stack["Outputs"]}
    assert client("dynamodb").list_tables()["TableNames"] == [outputs["Table"]]
    api = client("apigateway").get_rest_apis()["items"][0]
    assert outputs["Url"] == f"https://{api['id']}.execute-api.us-east-1.amazonaws.com/Prod"
    functions = client("lambda").list_functions()["Functions"]
    assert [f["FunctionName"] for f in functions] == [stacks.physical(stack, "Greet")]

    stacks.run("delete")
    assert client("lambda").list_functions()["Functions"] == []
    assert client("dynamodb").list_tables()["TableNames"] == []
    assert client("apigateway").get_rest_apis()["items"] == []
    assert "There is no stack to delete" in stacks.run("delete", check=False).stderr


def test_deploying_again_changes_nothing_until_something_changed(stacks, echo):
    first = stacks.deploy(echo)
    url = first["LocalEndpoints"]["ServerlessRestApi/Prod"]
    again = stacks.run("deploy", "--template", echo)
    assert "No changes to deploy. Stack greeter is up to date" in again.stdout

    code = echo.parent / "code/app.py"
    code.write_text(code.read_text().replace('"version": 1', '"version": 2'))
    updated = stacks.deploy(echo, "--parameter", "Greeting=salut")
    assert updated["StackStatus"] == "UPDATE_COMPLETE"
    assert updated["LocalEndpoints"]["ServerlessRestApi/Prod"] == url
    assert requests.get(f"{url}/greet/ada", timeout=30).json() == {"text": "salut ada", "version": 2}
    # The parameter keeps its value.
    assert stacks.deploy(echo)["Changed"] is False


def test_a_new_route_is_served_and_an_old_one_is_gone(stacks, echo):
    url = stacks.deploy(echo)["LocalEndpoints"]["ServerlessRestApi/Prod"]
    echo.write_text(ECHO.replace("/greet/{name}", "/hail/{name}"))
    stacks.deploy(echo)
    assert requests.get(f"{url}/hail/ada", timeout=30).status_code == 200
    assert requests.get(f"{url}/greet/ada", timeout=30).status_code == 403


def test_what_vanished_is_made_again(stacks, echo, client):
    stacks.deploy(echo)
    stacks.server.reset()
    stack = stacks.deploy(echo)
    assert stack["Changed"] is True
    url = stack["LocalEndpoints"]["ServerlessRestApi/Prod"]
    assert requests.get(f"{url}/greet/bob", timeout=30).json()["text"] == "hello bob"
    assert client("dynamodb").list_tables()["TableNames"] == [stacks.physical(stack, "Table")]


def test_a_function_deleted_by_hand_is_served_again(stacks, echo, client):
    stack = stacks.deploy(echo)
    client("lambda").delete_function(FunctionName=stacks.physical(stack, "Greet"))
    again = stacks.deploy(echo)
    url = again["LocalEndpoints"]["ServerlessRestApi/Prod"]
    assert url == stack["LocalEndpoints"]["ServerlessRestApi/Prod"]
    assert requests.get(f"{url}/greet/bob", timeout=30).json()["text"] == "hello bob"
    assert stacks.deploy(echo)["Changed"] is False


def test_a_failed_creation_leaves_nothing(stacks, echo, client):
    echo.write_text(ECHO.replace("python3.11", "cobol85"))
    failed = stacks.run("deploy", "--template", echo, "--json", check=False)
    assert failed.returncode == 1
    error = json.loads(failed.stdout)["Error"]
    assert error["Message"].startswith("Resource Greet (AWS::Lambda::Function): ")
    assert "CREATE_FAILED" in failed.stderr and "ROLLBACK_COMPLETE" in failed.stderr
    assert client("dynamodb").list_tables()["TableNames"] == []
    echo.write_text(ECHO)
    assert stacks.deploy(echo)["StackStatus"] == "CREATE_COMPLETE"


@pytest.mark.parametrize("change, options, message", [
    (("python3.11", "!Ref Nothing"), [],
     "Template format error: Unresolved resource dependencies [Nothing] in the Resources block of the "
     "template (line 11)"),
    (("AWS::Serverless::SimpleTable", "AWS::SNS::Topic"), [],
     "Template format error: Unrecognized resource types: [AWS::SNS::Topic] (line 16)"),
    (("", ""), ["--parameter", "Greeting=123"], "Parameter 'Greeting' must match pattern [a-z]+"),
    (("", ""), ["--parameter", "Other=x"], "Parameters: [Other] do not exist in the template"),
    (("", ""), ["--stack-name", "1st"], "Value '1st' at 'stackName' failed to satisfy constraint"),
    (("", ""), ["--endpoint-url", "https://lambda.us-east-1.amazonaws.com"], "is AWS itself"),
])
def test_mistakes_are_told_before_anything_is_made(stacks, echo, client, change, options, message):
    echo.write_text(ECHO.replace(*change, 1) if change[0] else ECHO)
    failed = stacks.run("deploy", "--template", echo, *options, check=False)
    assert failed.returncode == 1 and message in failed.stderr, failed.stdout + failed.stderr
    assert client("dynamodb").list_tables()["TableNames"] == []


def test_without_a_server_nothing_is_begun(stacks, echo):
    failed = stacks.run("deploy", "--template", echo, "--endpoint-url", "http://127.0.0.1:9", check=False)
    assert failed.returncode == 1 and failed.stdout == ""
    assert "Is `bellwether serve` running?" in failed.stderr


def test_a_command_line_that_is_not_understood_ends_with_2(stacks):
    assert stacks.run("deploy", "--frob", check=False).returncode == 2


def test_the_sheep_sheds_template_is_a_sam_template():
    lint = subprocess.run([pathlib.Path(sys.executable).with_name("cfn-lint"), str(SHED)], capture_output=True, text=True)
    assert lint.returncode == 0, lint.stdout


def test_logical_ids_and_types_are_those_of_sams_own_translator(stacks):
    """samtranslator is what AWS runs; it comes with cfn-lint."""
    from samtranslator.translator.transform import transform
    from samtranslator.yaml_helper import yaml_parse

    class Policies:
        def load(self):
            return {}

    os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")
    # The translator takes only packaged code.
    packaged = re.sub(r"CodeUri: !FindInMap.*", "CodeUri: s3://bucket/key", SHED.read_text())
    expected = transform(yaml_parse(packaged), {}, Policies())["Resources"]

    def named(resources):
        return {(re.sub(r"Deployment[0-9a-f]{10}$", "Deployment", i), t) for i, t in resources}

    stack = stacks.deploy(SHED, "--parameter", "Language=python")
    assert named((r["LogicalResourceId"], r["ResourceType"]) for r in stack["Resources"]) == named(
        (i, r["Type"]) for i, r in expected.items())


@pytest.mark.parametrize("language", ["python", "cpp"])
def test_the_sheep_shed_runs(stacks, client, language):
    build = pathlib.Path(BINARY).resolve().parent
    stack = stacks.deploy(SHED, "--parameter", f"Language={language}", "--parameter", "MemorySize=1769",
                          BUILD=str(build))
    url = stack["LocalEndpoints"]["Api/v1"]
    for tattoo, path in ((1, "sheep"), (2, "sheeps")):
        answer = requests.post(f"{url}/{path}/{tattoo}", timeout=60)
        assert answer.status_code == 201 and answer.json()["tattoo"] == tattoo, answer.text
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    again = requests.post(f"{url}/sheep/1", timeout=60)
    assert (again.status_code, again.json()) == (
        400, {"message": "Sheep already in the shed: 1"})
    assert requests.get(f"{url}/dog", timeout=60).json() == {"count": 2}
    assert requests.get(f"{url}/cat?m=2&n=3", timeout=60).json() == {"result": 9}
    assert requests.delete(f"{url}/wolf", timeout=60).status_code in (204, 404)

    preflight = requests.options(f"{url}/dog", timeout=60)
    assert preflight.status_code == 200
    assert preflight.headers["Access-Control-Allow-Methods"] == "GET,POST,DELETE,OPTIONS"
    assert preflight.headers["Access-Control-Max-Age"] == "600"

    table = next(o["OutputValue"] for o in stack["Outputs"] if o["OutputKey"] == "TableName")
    description = client("dynamodb").describe_table(TableName=table)["Table"]
    assert description["KeySchema"] == [{"AttributeName": "tattoo", "KeyType": "HASH"}]
    assert stacks.deploy(SHED, BUILD=str(build))["Changed"] is False
    stacks.run("delete", "--stack-name", "sheep-shed")
    with pytest.raises(botocore.exceptions.ClientError, match="ResourceNotFoundException"):
        client("dynamodb").describe_table(TableName=table)


def test_what_sam_built_is_deployed_as_it_is(stacks, tmp_path):
    """A template under .aws-sam/build names folders that hold built code."""
    built = tmp_path / ".aws-sam/build"
    shutil.copytree(ROOT / "apps/sheep-shed/python/get_cat_ackermann", built / "Cat")
    shutil.copytree(ROOT / "apps/sheep-shed/python/sheep_shed", built / "Cat/sheep_shed")
    (built / "template.yaml").write_text("""
Transform: AWS::Serverless-2016-10-31
Resources:
  Cat:
    Type: AWS::Serverless::Function
    Properties: {CodeUri: Cat, Handler: app.handler, Runtime: python3.11, MemorySize: 1769, Timeout: 30,
      Environment: {Variables: {ALLOW_ORIGIN: '*'}},
      Events: {Get: {Type: Api, Properties: {Path: /cat, Method: get}}}}
""")
    stack = stacks.deploy(built / "template.yaml", "--stack-name", "built")
    url = stack["LocalEndpoints"]["ServerlessRestApi/Prod"]
    assert requests.get(f"{url}/cat?m=1&n=1", timeout=60).json() == {"result": 3}
