"""That docs/coverage.md tells the truth: what is answered, what is not, and what is refused by name."""

import pathlib
import sys

import pytest
import requests as http
from botocore import xform_name
from botocore.exceptions import ClientError

from conftest import boto3_client
from coverage_requests import REQUESTS, with_refusal

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "aws/generator"))
from coverage import read_coverage  # noqa: E402

SERVICES = read_coverage()
ELSEWHERE = {"ListDirectoryBuckets", "WriteGetObjectResponse"}
UNKNOWN = "UnknownOperationException"  # of services that are not here


@pytest.fixture(scope="module")
def clients(server):
    # Some operations put a word before the host's name, which is an address here.
    return {s.name: boto3_client(s.name, server, inject_host_prefix=False) for s in SERVICES}


def operations(which):
    return [
        pytest.param(service, operation, id=f"{service.name}-{operation}")
        for service in SERVICES
        for operation in service.operations
        if which(service, operation)
    ]


def least_parameters(client, operation):
    """What has to be there for a client to form the request."""
    shape = client.meta.service_model.operation_model(operation).input_shape
    parameters = {}
    for name, member in shape.members.items() if shape else ():
        location = member.serialization.get("location")
        # Operations may be told apart by their headers.
        named = location == "querystring" or (location == "header" and member.type_name == "string")
        if location == "uri" or (named and name in shape.required_members):
            parameters[name] = "x"
        elif member.type_name == "map" and name in shape.required_members:
            parameters[name] = {}
    return parameters


def call(client, operation, parameters):
    """The answer, or the error's code, message and status."""
    try:
        answer = getattr(client, xform_name(operation))(**parameters)
        status = answer["ResponseMetadata"]["HTTPStatusCode"]
        # A batch answers for each statement.
        error = next((r["Error"] for r in answer.get("Responses", []) if "Error" in r), {})
    except ClientError as refused:
        error = refused.response["Error"]
        status = refused.response["ResponseMetadata"]["HTTPStatusCode"]
    return error.get("Code"), error.get("Message", ""), status


@pytest.mark.parametrize("service, operation", operations(lambda s, operation: operation in s.answered))
def test_an_operation_of_the_list_is_known(clients, service, operation):
    client = clients[service.name]
    code, _, status = call(client, operation, least_parameters(client, operation))
    assert code != service.unknown_code and status < 500


def is_replaced(model, operation):
    def route(name):
        binding = model[name]["http"]
        return binding["method"], binding["requestUri"]

    return model[operation].get("deprecated", False) and route(operation)[1] != "/" and any(
        route(other) == route(operation) for other in model if other != operation
    )


def test_an_operation_is_refused_by_name_unsigned_too(server):
    answer = http.post(f"{server.url}/2014-11-13/functions/any/invoke-async/", data=b"{}", timeout=10)
    assert (answer.status_code, answer.headers["x-amzn-ErrorType"].split(":")[0]) == (404, UNKNOWN)
    assert answer.json()["message"] == "Bellwether does not support the operation InvokeAsync of lambda yet"


@pytest.mark.parametrize("service, operation", operations(lambda s, operation: operation not in s.answered))
def test_any_other_operation_is_refused_by_name(clients, service, operation):
    if is_replaced(service.model["operations"], operation):
        pytest.skip("cannot be told apart from the operation that took its place")
    if operation in ELSEWHERE:
        pytest.skip("is signed for a service of its own, which is refused by its name")
    client = clients[service.name]
    code, message, status = call(client, operation, least_parameters(client, operation))
    assert (code, status) == (service.unknown_code, service.unknown_status)
    assert message == service.unknown_message(operation)


@pytest.mark.parametrize(
    "service, operation, status, what",
    [
        ("kinesis", "ListStreams", 400, "the operation Kinesis_20131202.ListStreams"),
        ("efs", "DescribeFileSystems", 404, "the service elasticfilesystem"),
        ("rds", "DescribeDBInstances", 404, "the operation DescribeDBInstances of rds"),
    ],
)
def test_a_service_that_is_not_there_is_refused_by_name(server, service, operation, status, what):
    code, message, answered = call(boto3_client(service, server), operation, {})
    assert (code, answered) == (UNKNOWN, status)
    assert message == f"Bellwether does not support {what} yet"


@pytest.fixture
def requests(clients, unique):
    return lambda service: REQUESTS[service.name](clients[service.name], unique)


refusing = [
    pytest.param(service, operation, id=f"{service.name}-{operation}")
    for service in SERVICES
    for operation in sorted({r.operation for r in service.refusals})
]


@pytest.mark.parametrize("service, operation", refusing)
def test_what_a_refusal_is_added_to_succeeds(clients, requests, service, operation):
    parameters = getattr(requests(service), operation)()
    code, message, status = call(clients[service.name], operation, parameters)
    assert code is None, message
    assert status < 300


refusals = [
    pytest.param(service, refusal, id=f"{service.name}-{refusal.operation}-{refusal.refused}")
    for service in SERVICES
    for refusal in service.refusals
]


@pytest.mark.parametrize("service, refusal", refusals)
def test_a_refusal_of_the_list_is_an_error_that_names_it(clients, requests, service, refusal):
    client = clients[service.name]
    code, message, status = call(client, refusal.operation, with_refusal(requests(service), refusal))
    assert code and (status < 500 or status == service.unknown_status)
    # An answer to HEAD has no body to say it in.
    said = client.meta.service_model.operation_model(refusal.operation).http["method"] != "HEAD"
    assert refusal.says in message or not said
