"""API Gateway's REST APIs: built through boto3 and AWS CLI v2, called through plain HTTP."""

import base64
import io
import json
import re
import socket
import time
import zipfile

import pytest
import requests
from botocore.exceptions import ClientError

# Answers what the test asked for in the body's "answer", or the event itself.
ECHO = """
import json, time

def handler(event, context):
    asked = json.loads(event["body"]) if event["body"] and event["body"].startswith("{") else {}
    time.sleep(asked.get("sleep", 0))
    if "raise" in asked:
        raise ValueError(asked["raise"])
    if "answer" in asked:
        return asked["answer"]
    return {"statusCode": 200, "body": json.dumps(event)}
"""


@pytest.fixture
def gateway(client):
    return client("apigateway")


@pytest.fixture(scope="module")
def echo(server):
    """The ARN of a function that answers what it is asked to."""
    from conftest import boto3_client

    package = io.BytesIO()
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("echo.py", ECHO)
    functions = boto3_client("lambda", server)
    created = functions.create_function(
        FunctionName="gateway-echo",
        Runtime="python3.11",
        Handler="echo.handler",
        Role="arn:aws:iam::000000000000:role/any",
        Code={"ZipFile": package.getvalue()},
        MemorySize=1769,
        Timeout=30,
    )
    return created["FunctionArn"]


class Api:
    """An API under construction."""

    def __init__(self, gateway, server, name, **members):
        self.gateway = gateway
        self.server = server
        created = gateway.create_rest_api(name=name, **members)
        self.id = created["id"]
        self.root = created["rootResourceId"]

    def resource(self, part, parent=None):
        return self.gateway.create_resource(
            restApiId=self.id, parentId=parent or self.root, pathPart=part
        )["id"]

    def method(self, resource, method):
        self.gateway.put_method(
            restApiId=self.id, resourceId=resource, httpMethod=method, authorizationType="NONE"
        )

    def proxy(self, resource, method, function, **members):
        self.method(resource, method)
        self.integrate(resource, method, function, **members)

    def integrate(self, resource, method, function, **members):
        return self.gateway.put_integration(
            restApiId=self.id,
            resourceId=resource,
            httpMethod=method,
            type="AWS_PROXY",
            integrationHttpMethod="POST",
            uri="arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
            f"{function}/invocations",
            **members,
        )

    def mock(self, resource, method="OPTIONS", status="200", headers=None, body=None):
        at = {"restApiId": self.id, "resourceId": resource, "httpMethod": method}
        names = {f"method.response.header.{name}": value for name, value in (headers or {}).items()}
        self.method(resource, method)
        self.gateway.put_integration(
            **at, type="MOCK", requestTemplates={"application/json": '{"statusCode": 200}'}
        )
        self.gateway.put_method_response(
            **at, statusCode=status, responseParameters={name: False for name in names}
        )
        templates = {"responseTemplates": {"application/json": body}} if body is not None else {}
        self.gateway.put_integration_response(
            **at, statusCode=status, responseParameters=names, **templates
        )

    def deploy(self, stage="v1"):
        return self.gateway.create_deployment(restApiId=self.id, stageName=stage)["id"]

    def url(self, path, stage="v1"):
        return f"{self.server.url}/restapis/{self.id}/{stage}/_user_request_{path}"


@pytest.fixture
def api(gateway, server, unique):
    return Api(gateway, server, unique("api"))


@pytest.fixture
def echo_api(api, echo):
    api.proxy(api.root, "ANY", echo)
    api.proxy(api.resource("{proxy+}"), "ANY", echo)
    api.deploy()
    return api


def error(call):
    with pytest.raises(ClientError) as caught:
        call()
    answer = caught.value.response["Error"]
    return answer["Code"], answer["Message"]


def ask(api, answer, path="/", **options):
    return requests.post(api.url(path), json={"answer": answer}, timeout=60, **options)


# Building


def test_an_API_is_built_by_hand(gateway, api):
    assert re.fullmatch("[a-z0-9]{10}", api.id)
    sheep = api.resource("sheep")
    assert re.fullmatch("[a-z0-9]{6}", sheep)
    api.resource("{Tattoo}", sheep)
    found = gateway.get_resources(restApiId=api.id)["items"]
    assert [resource["path"] for resource in found] == ["/", "/sheep", "/sheep/{Tattoo}"]
    assert "parentId" not in found[0]
    assert found[2]["parentId"] == sheep
    assert api.id in [one["id"] for one in gateway.get_rest_apis(limit=500)["items"]]
    one = gateway.get_rest_api(restApiId=api.id)
    assert one["endpointConfiguration"]["types"] == ["EDGE"]
    assert one["rootResourceId"] == api.root
    assert abs(one["createdDate"].timestamp() - time.time()) < 60


def test_methods_and_integrations_show_what_AWS_shows(gateway, api):
    api.method(api.root, "GET")
    function = "arn:aws:lambda:us-east-1:000000000000:function:f"
    made = api.integrate(api.root, "GET", function)
    del made["ResponseMetadata"]
    assert made == {
        "type": "AWS_PROXY",
        "httpMethod": "POST",
        "uri": "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/"
        f"{function}/invocations",
        "passthroughBehavior": "WHEN_NO_MATCH",
        "timeoutInMillis": 29000,
        "cacheNamespace": api.root,
        "cacheKeyParameters": [],
    }
    method = gateway.get_method(restApiId=api.id, resourceId=api.root, httpMethod="GET")
    assert method["methodIntegration"] == made
    assert method["apiKeyRequired"] is False
    listed = gateway.get_resources(restApiId=api.id)["items"][0]["resourceMethods"]
    assert listed == {"GET": {}}
    embedded = gateway.get_resources(restApiId=api.id, embed=["methods"])["items"][0]
    assert embedded["resourceMethods"]["GET"]["methodIntegration"] == made


def test_errors_are_AWSs(gateway, api):
    assert error(lambda: gateway.get_rest_api(restApiId="xyz")) == (
        "NotFoundException",
        "Invalid API identifier specified 000000000000:xyz",
    )
    assert error(lambda: api.resource("a", "nothere")) == (
        "NotFoundException",
        "Invalid Resource identifier specified",
    )
    api.resource("a")
    assert error(lambda: api.resource("a")) == (
        "ConflictException",
        "Another resource with the same parent already has this name: a",
    )
    assert error(api.deploy) == (
        "BadRequestException",
        "The REST API doesn't contain any methods",
    )
    api.method(api.root, "GET")
    assert error(lambda: api.method(api.root, "GET")) == (
        "ConflictException",
        "Method already exists for this resource",
    )
    assert error(api.deploy) == ("BadRequestException", "No integration defined for method")


def test_what_is_not_supported_is_refused_by_name(gateway, api):
    at = {"restApiId": api.id, "resourceId": api.root, "httpMethod": "GET"}
    code, message = error(lambda: gateway.put_method(**at, authorizationType="AWS_IAM"))
    assert code == "BadRequestException" and "AWS_IAM" in message
    api.method(api.root, "GET")
    code, message = error(
        lambda: gateway.put_integration(**at, type="HTTP_PROXY", uri="http://example.com")
    )
    assert code == "BadRequestException" and "HTTP_PROXY" in message
    code, message = error(
        lambda: gateway.put_integration(
            **at, type="MOCK", requestTemplates={"application/json": "#set($x = 1)"}
        )
    )
    assert code == "BadRequestException" and "#set" in message


def test_stages_are_created_updated_and_deleted(gateway, api):
    api.mock(api.root, "GET")
    deployment = gateway.create_deployment(restApiId=api.id)["id"]
    gateway.create_stage(
        restApiId=api.id, stageName="dev", deploymentId=deployment, variables={"a": "1"}
    )
    stage = gateway.update_stage(
        restApiId=api.id,
        stageName="dev",
        patchOperations=[
            {"op": "replace", "path": "/variables/b", "value": "2"},
            {"op": "replace", "path": "/description", "value": "for developers"},
        ],
    )
    assert stage["variables"] == {"a": "1", "b": "2"}
    assert stage["description"] == "for developers"
    assert stage["methodSettings"] == {}
    assert [one["stageName"] for one in gateway.get_stages(restApiId=api.id)["item"]] == ["dev"]
    code, message = error(
        lambda: gateway.delete_deployment(restApiId=api.id, deploymentId=deployment)
    )
    assert (code, message) == (
        "BadRequestException",
        "Active stages pointing to this deployment must be moved or deleted",
    )
    gateway.delete_stage(restApiId=api.id, stageName="dev")
    gateway.delete_deployment(restApiId=api.id, deploymentId=deployment)
    assert gateway.get_deployments(restApiId=api.id)["items"] == []


def test_the_CLI_builds_an_API(aws, unique, server):
    api = aws("apigateway", "create-rest-api", "--name", unique("cli"))
    # AWS CLI 2.9 does not know rootResourceId yet.
    (root,) = aws("apigateway", "get-resources", "--rest-api-id", api["id"])["items"]
    at = ["--rest-api-id", api["id"], "--resource-id", root["id"], "--http-method", "GET"]
    aws("apigateway", "put-method", *at, "--authorization-type", "NONE")
    template = json.dumps({"application/json": '{"statusCode": 200}'})
    aws("apigateway", "put-integration", *at, "--type", "MOCK", "--request-templates", template)
    aws("apigateway", "put-method-response", *at, "--status-code", "200")
    body = json.dumps({"application/json": "hello from the CLI"})
    aws(
        "apigateway", "put-integration-response", *at,
        "--status-code", "200", "--response-templates", body,
    )  # fmt: skip
    aws("apigateway", "create-deployment", "--rest-api-id", api["id"], "--stage-name", "v1")
    answer = requests.get(f"{server.url}/restapis/{api['id']}/v1/_user_request_/", timeout=10)
    assert (answer.status_code, answer.text) == (200, "hello from the CLI")
    aws("apigateway", "delete-rest-api", "--rest-api-id", api["id"])
    gone = requests.get(f"{server.url}/restapis/{api['id']}/v1/_user_request_/", timeout=10)
    assert (gone.status_code, gone.json()) == (403, {"message": "Forbidden"})


# Calling


def test_a_MOCK_answers_CORS_preflights(api):
    api.mock(
        api.resource("dog"),
        headers={
            "Access-Control-Allow-Origin": "'*'",
            "Access-Control-Allow-Methods": "'GET,OPTIONS'",
        },
    )
    api.deploy()
    answer = requests.options(api.url("/dog"), headers={"Origin": "http://a.example"}, timeout=10)
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert answer.headers["Access-Control-Allow-Methods"] == "GET,OPTIONS"
    assert re.fullmatch("[0-9a-f-]{36}", answer.headers["x-amzn-RequestId"])
    assert answer.headers["x-amz-apigw-id"]


def test_unknown_routes_and_stages_are_refused_as_on_AWS(api):
    api.mock(api.root, "GET")
    api.deploy()
    unknown = requests.get(api.url("/nothere"), timeout=10)
    assert unknown.status_code == 403
    assert unknown.json() == {"message": "Missing Authentication Token"}
    assert unknown.headers["x-amzn-ErrorType"] == "MissingAuthenticationTokenException"
    assert requests.put(api.url("/"), timeout=10).json() == {"message": "Missing Authentication Token"}
    assert requests.get(api.url("/", "v2"), timeout=10).json() == {"message": "Forbidden"}


def test_changes_show_when_they_are_deployed(gateway, api):
    api.mock(api.root, "GET", body="one")
    api.deploy()
    gateway.put_integration_response(
        restApiId=api.id,
        resourceId=api.root,
        httpMethod="GET",
        statusCode="200",
        responseTemplates={"application/json": "two"},
    )
    assert requests.get(api.url("/"), timeout=10).text == "one"
    api.deploy()
    assert requests.get(api.url("/"), timeout=10).text == "two"


def test_the_event_is_AWSs(gateway, server, unique, echo):
    api = Api(gateway, server, unique("event"))
    tattoo = api.resource("{Tattoo}", api.resource("sheep"))
    api.proxy(tattoo, "POST", echo)
    deployment = api.deploy()
    gateway.update_stage(
        restApiId=api.id,
        stageName="v1",
        patchOperations=[{"op": "replace", "path": "/variables/table", "value": "shed"}],
    )
    answer = requests.post(
        api.url("/sheep/4%2B2?q=a+b&q=c&empty="),
        data="not json",
        headers={"X-Custom": "Value", "Content-Type": "text/plain"},
        timeout=60,
    )
    event = answer.json()
    assert event["resource"] == "/sheep/{Tattoo}"
    assert event["path"] == "/sheep/4%2B2"
    assert event["httpMethod"] == "POST"
    assert event["headers"]["X-Custom"] == "Value"
    assert event["multiValueHeaders"]["X-Custom"] == ["Value"]
    assert event["headers"]["X-Forwarded-For"] == "127.0.0.1"
    assert event["headers"]["X-Forwarded-Proto"] == "http"
    assert event["headers"]["X-Forwarded-Port"] == str(server.port)
    assert event["headers"]["X-Amzn-Trace-Id"].startswith("Root=1-")
    assert event["queryStringParameters"] == {"q": "c", "empty": ""}
    assert event["multiValueQueryStringParameters"] == {"q": ["a b", "c"], "empty": [""]}
    assert event["pathParameters"] == {"Tattoo": "4%2B2"}
    assert event["stageVariables"] == {"table": "shed"}
    assert event["body"] == "not json"
    assert event["isBase64Encoded"] is False
    context = event["requestContext"]
    identity = context.pop("identity")
    assert identity.pop("sourceIp") == "127.0.0.1"
    assert identity.pop("userAgent").startswith("python-requests")
    assert len(identity) == 10 and set(identity.values()) == {None}
    assert re.fullmatch(r"\d\d/[A-Z][a-z]{2}/\d{4}:\d\d:\d\d:\d\d \+0000", context.pop("requestTime"))
    assert abs(context.pop("requestTimeEpoch") / 1000 - time.time()) < 60
    assert context.pop("requestId") == answer.headers["x-amzn-RequestId"]
    assert context.pop("extendedRequestId") == answer.headers["x-amz-apigw-id"]
    assert context == {
        "accountId": "000000000000",
        "apiId": api.id,
        "deploymentId": deployment,
        "domainName": f"{api.id}.execute-api.localhost",
        "domainPrefix": api.id,
        "httpMethod": "POST",
        "path": "/v1/sheep/4%2B2",
        "protocol": "HTTP/1.1",
        "resourceId": tattoo,
        "resourcePath": "/sheep/{Tattoo}",
        "stage": "v1",
    }


def test_what_is_not_there_is_null(echo_api):
    event = requests.get(echo_api.url("/"), timeout=60).json()
    for name in (
        "queryStringParameters",
        "multiValueQueryStringParameters",
        "pathParameters",
        "stageVariables",
        "body",
    ):
        assert event[name] is None, name


def test_the_API_answers_at_its_own_host(echo_api, server):
    answer = requests.get(
        f"{server.url}/v1/a/b/",
        headers={"Host": f"{echo_api.id}.execute-api.localhost:{server.port}"},
        timeout=60,
    )
    event = answer.json()
    assert event["path"] == "/a/b/"
    assert event["pathParameters"] == {"proxy": "a/b"}


def test_answers_are_mapped(echo_api):
    answer = ask(
        echo_api,
        {
            "statusCode": "201",
            "headers": {"X-One": "1", "Content-Type": "text/plain"},
            "multiValueHeaders": {"Set-Cookie": ["a=1", "b=2"]},
            "body": "made",
        },
    )
    assert (answer.status_code, answer.text) == (201, "made")
    assert answer.headers["X-One"] == "1"
    assert answer.headers["Content-Type"] == "text/plain"
    assert answer.cookies.get_dict() == {"a": "1", "b": "2"}
    plain = ask(echo_api, {})
    assert (plain.status_code, plain.text) == (200, "")
    assert plain.headers["Content-Type"] == "application/json"


@pytest.mark.parametrize("answer", [None, "text", [], {"body": {"a": 1}}, {"statusCode": "x"}, {"wrong": 1}])
def test_malformed_answers_are_502(echo_api, answer):
    refused = ask(echo_api, answer)
    assert refused.status_code == 502
    assert refused.text == '{"message": "Internal server error"}'
    assert refused.headers["x-amzn-ErrorType"] == "InternalServerErrorException"


def logged(server, answer):
    """The server's words on why it failed the request."""
    of_request = f"apigateway: ({answer.headers['x-amzn-RequestId']}) "
    lines = [line for line in server.log().splitlines() if of_request in line]
    assert len(lines) == 1, lines
    return lines[0].split(of_request)[1]


def test_the_log_says_why_an_answer_is_malformed(echo_api, server):
    reason = logged(server, ask(echo_api, {"x": 1}))
    assert reason.startswith(
        'Execution failed due to configuration error: Malformed Lambda proxy response: member "x" is none of '
    )
    assert ":function:" in reason


def test_a_function_that_raises_is_502(echo_api, server):
    answer = requests.post(echo_api.url("/"), json={"raise": "on purpose"}, timeout=60)
    assert (answer.status_code, answer.json()) == (502, {"message": "Internal server error"})
    assert logged(server, answer).startswith(
        'Lambda execution failed with status 200 due to customer function error: "on purpose" (of arn:'
    )


def test_a_function_that_is_missing_is_500(api, server):
    missing = "arn:aws:lambda:us-east-1:000000000000:function:nothere"
    api.proxy(api.root, "GET", missing)
    api.deploy()
    answer = requests.get(api.url("/"), timeout=60)
    assert (answer.status_code, answer.json()) == (500, {"message": "Internal server error"})
    assert logged(server, answer) == (
        "Lambda invocation failed with status: 404 ResourceNotFoundException: "
        f"Function not found: {missing} (of {missing})"
    )


def test_a_slow_function_is_504(api, echo, server):
    api.proxy(api.root, "POST", echo, timeoutInMillis=200)
    api.deploy()
    begin = time.monotonic()
    answer = requests.post(api.url("/"), json={"sleep": 2}, timeout=60)
    assert time.monotonic() - begin < 1.9
    assert (answer.status_code, answer.json()) == (504, {"message": "Endpoint request timed out"})
    assert logged(server, answer).startswith("Execution failed due to a timeout error (of arn:")


def test_binary_bodies_travel_both_ways(gateway, server, unique, echo):
    api = Api(gateway, server, unique("binary"), binaryMediaTypes=["image/png"])
    api.proxy(api.root, "POST", echo)
    api.deploy()
    event = requests.post(
        api.url("/"), data=b"\x89PNG\x00", headers={"Content-Type": "image/png"}, timeout=60
    ).json()
    assert event["isBase64Encoded"] is True
    assert base64.b64decode(event["body"]) == b"\x89PNG\x00"
    answer = ask(
        api,
        {
            "headers": {"Content-Type": "image/png"},
            "isBase64Encoded": True,
            "body": base64.b64encode(b"\x89PNG\xff").decode(),
        },
        headers={"Accept": "image/png"},
    )
    assert answer.content == b"\x89PNG\xff"


def test_ten_megabytes_are_the_most(echo_api):
    answer = requests.post(echo_api.url("/"), data=b"x" * (10 * 1024 * 1024 + 1), timeout=60)
    assert (answer.status_code, answer.json()) == (413, {"message": "Request Too Long"})


def test_APIs_survive_kill_9(client, data_server):
    api = Api(client("apigateway", server=data_server), data_server, "kept")
    api.mock(api.root, "GET", body="kept")
    api.deploy()
    data_server.kill()
    data_server.start()
    assert requests.get(api.url("/"), timeout=10).text == "kept"


def test_a_client_that_leaves_harms_nobody(echo_api, server):
    body = json.dumps({"sleep": 0.3})
    path = echo_api.url("/").removeprefix(server.url)
    with socket.create_connection((server.host, server.port)) as peer:
        peer.sendall(
            f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode()
        )
        time.sleep(0.1)
    time.sleep(0.5)
    assert requests.get(echo_api.url("/"), timeout=60).status_code == 200
