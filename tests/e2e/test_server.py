"""The server in front of every service: limits, bad peers, identity, control."""

import http.client
import json
import re
import signal
import threading
import time

import botocore.exceptions
import pytest
import requests

from conftest import boto3_client
from rawhttp import RawConnection
from server import Server

DYNAMODB = "DynamoDB_20120810"
LOGS = "Logs_20140328"
HEALTH = "GET /_bellwether/health HTTP/1.1\r\nHost: localhost\r\n"


def call(server, target, body, **headers):
    return requests.post(
        server.url + "/",
        data=body,
        headers={"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.1", **headers},
        timeout=30,
    )


def test_health_says_running_version_and_services(server):
    health = requests.get(server.url + "/_bellwether/health", timeout=10).json()
    assert health["status"] == "running"
    assert re.fullmatch(r"\d+\.\d+\.\d+", health["version"])
    assert {"dynamodb", "dynamodbstreams", "lambda", "apigateway", "s3", "logs"} == set(health["services"])


@pytest.mark.parametrize("path", ["/2015-03-31/functions/a%FFb", "/restapis/a%FFb"])
def test_an_error_that_repeats_a_path_is_valid_json_whatever_its_bytes(server, path):
    answer = requests.get(server.url + path, timeout=10)
    assert answer.status_code >= 400
    assert "a\ufffdb" in json.dumps(json.loads(answer.content), ensure_ascii=False)


def test_localstack_health_lists_the_same_services(server):
    theirs = requests.get(server.url + "/_localstack/health", timeout=10).json()["services"]
    ours = requests.get(server.url + "/_bellwether/health", timeout=10).json()["services"]
    assert sorted(theirs) == sorted(ours)
    assert set(theirs.values()) == {"running"}


def test_HEAD_has_the_length_but_no_body(server):
    with RawConnection(server) as peer:
        peer.send(HEALTH.replace("GET", "HEAD") + "\r\n" + HEALTH + "\r\n")
        status, headers, _ = peer.response(head_only=True)
        assert status == 200 and int(headers["content-length"]) > 0
        assert peer.response()[2].startswith(b"{")


def test_every_answer_carries_a_request_id_of_its_own(server, client):
    logs = client("logs", server)
    ids = {logs.describe_log_groups()["ResponseMetadata"]["RequestId"] for _ in range(3)}
    assert len(ids) == 3
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        logs.delete_log_group(logGroupName="not-there")
    assert re.fullmatch(r"[0-9a-f-]{36}", refused.value.response["ResponseMetadata"]["RequestId"])


def test_reset_empties_one_account_or_all(start_server, client):
    server = start_server()
    ours = client("logs", server, key="111111111111")
    theirs = client("logs", server, key="222222222222")
    for logs in (ours, theirs):
        logs.create_log_group(logGroupName="group")
    requests.post(server.url + "/_bellwether/reset?account=111111111111", timeout=10).raise_for_status()
    assert ours.describe_log_groups()["logGroups"] == []
    assert len(theirs.describe_log_groups()["logGroups"]) == 1
    requests.post(server.url + "/_bellwether/reset?service=logs", timeout=10).raise_for_status()
    assert theirs.describe_log_groups()["logGroups"] == []


@pytest.mark.parametrize(
    "query, status",
    [("service=nope", 404), ("service=dynamodbstreams", 400), ("account=12", 400), ("what=1", 400)],
)
def test_reset_refuses_what_it_does_not_know(server, query, status):
    assert requests.post(f"{server.url}/_bellwether/reset?{query}", timeout=10).status_code == status


def test_reset_is_not_a_GET(server):
    assert requests.get(server.url + "/_bellwether/reset", timeout=10).status_code == 405


def test_accounts_and_regions_are_apart(server, client, unique):
    name = unique("group")
    client("logs", key="111111111111", region="eu-west-3").create_log_group(logGroupName=name)
    for key, region in (("111111111111", "us-east-1"), ("222222222222", "eu-west-3")):
        groups = client("logs", key=key, region=region).describe_log_groups(logGroupNamePrefix=name)
        assert groups["logGroups"] == []
    (group,) = client("logs", key="111111111111", region="eu-west-3").describe_log_groups(
        logGroupNamePrefix=name
    )["logGroups"]
    assert group["arn"].startswith("arn:aws:logs:eu-west-3:111111111111:")


# Identity


def test_unsigned_requests_are_taken_as_the_default_account(server):
    answer = call(server, LOGS + ".DescribeLogGroups", "{}")
    assert answer.status_code == 200


@pytest.mark.parametrize(
    "authorization, code",
    [
        ("AWS4-HMAC-SHA256 Credential=AKID/20261121/us-east-1/logs/aws4_request", "IncompleteSignatureException"),
        ("AWS4-HMAC-SHA256 nonsense", "IncompleteSignatureException"),
        ("Bearer abc", "IncompleteSignatureException"),
        (
            "AWS4-HMAC-SHA256 Credential=AKID/x/logs, SignedHeaders=host, Signature=" + "0" * 64,
            "IncompleteSignatureException",
        ),
    ],
)
def test_a_malformed_signature_is_refused_in_AWSs_words(server, authorization, code):
    answer = call(
        server,
        LOGS + ".DescribeLogGroups",
        "{}",
        Authorization=authorization,
        **{"X-Amz-Date": "20261121T080000Z"},
    )
    assert answer.status_code in (400, 403)
    assert answer.json()["__type"].split("#")[-1] == code


def test_strict_accepts_the_configured_key_and_no_other(start_server, tmp_path):
    keys = tmp_path / "keys"
    keys.write_text("# ours\nAKIDEXAMPLE wJalrXUtnFEMI\n")
    server = start_server("--auth", "strict", "--credentials-file", str(keys))
    right = boto3_client("logs", server, key="AKIDEXAMPLE", secret="wJalrXUtnFEMI")
    assert right.describe_log_groups()["logGroups"] == []

    for key, secret, code in (
        ("AKIDEXAMPLE", "wrong", "InvalidSignatureException"),
        ("SOMEBODY", "wJalrXUtnFEMI", "UnrecognizedClientException"),
    ):
        with pytest.raises(botocore.exceptions.ClientError) as refused:
            boto3_client("logs", server, key=key, secret=secret).describe_log_groups()
        assert refused.value.response["Error"]["Code"] == code
    unsigned = call(server, LOGS + ".DescribeLogGroups", "{}")
    assert unsigned.json()["__type"].endswith("MissingAuthenticationTokenException")


def test_strict_without_keys_does_not_start():
    server = Server("--auth", "strict", env={"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""})
    server.env.pop("AWS_ACCESS_KEY_ID")
    server.env.pop("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(AssertionError, match="--auth strict needs keys"):
        server.start()


# Operations


@pytest.mark.parametrize("target", [DYNAMODB + ".ShearSheep", LOGS + ".ShearSheep", "Sheep_2026.Shear"])
def test_an_unknown_operation_is_named_in_the_error(server, target):
    answer = call(server, target, "{}")
    assert answer.status_code == 400
    assert answer.json()["__type"].split("#")[-1] == "UnknownOperationException"
    assert target.rsplit(".", 1)[1] in answer.json()["message"]


def test_an_unknown_service_is_named_in_the_error(server, aws):
    refused = aws("sts", "get-caller-identity", check=False)
    assert refused.returncode != 0
    assert "GetCallerIdentity" in refused.stderr and "sts" in refused.stderr


@pytest.mark.parametrize("body", ["{", "[]", '{"limit": "many"}', '{"limit"', "\xff", "{" * 5000, "null"])
def test_bad_JSON_is_a_serialization_error(server, body):
    answer = call(server, LOGS + ".DescribeLogGroups", body.encode("latin-1"))
    assert answer.status_code == 400
    assert answer.json()["__type"].split("#")[-1] == "SerializationException"


# Peers that misbehave


def test_a_body_over_the_limit_is_refused_in_the_services_form(server):
    answer = call(server, LOGS + ".PutLogEvents", b" " * (7 * 1024 * 1024))
    assert answer.status_code == 413
    assert answer.json()["__type"].split("#")[-1] == "RequestEntityTooLargeException"
    assert "PutLogEvents" in answer.json()["message"]


def test_an_oversized_body_is_refused_before_it_is_sent(server):
    with RawConnection(server) as peer:
        peer.send(
            "POST / HTTP/1.1\r\nHost: a\r\nX-Amz-Target: Logs_20140328.PutLogEvents\r\n"
            "Content-Length: 999999999999\r\nExpect: 100-continue\r\n\r\n"
        )
        assert peer.response()[0] == 413


def test_a_chunked_body_over_the_limit_is_refused(server):
    with RawConnection(server) as peer:
        peer.send(
            "POST / HTTP/1.1\r\nHost: a\r\nX-Amz-Target: Logs_20140328.PutLogEvents\r\n"
            "Transfer-Encoding: chunked\r\n\r\nffffffff\r\n"
        )
        assert peer.response()[0] == 413


def test_continue_is_sent_to_those_who_wait_for_it(server):
    with RawConnection(server) as peer:
        peer.send(
            "POST / HTTP/1.1\r\nHost: a\r\nX-Amz-Target: Logs_20140328.DescribeLogGroups\r\n"
            "Content-Length: 2\r\nExpect: 100-continue\r\n\r\n"
        )
        assert peer.response()[0] == 100
        peer.send("{}")
        assert peer.response()[0] == 200


def test_a_chunked_body_is_read(server):
    with RawConnection(server) as peer:
        peer.send(
            "POST / HTTP/1.1\r\nHost: a\r\nX-Amz-Target: Logs_20140328.DescribeLogGroups\r\n"
            "Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n"
        )
        time.sleep(0.05)
        peer.send("1;note=x\r\n}\r\n0\r\n\r\n")
        assert peer.response()[0] == 200


def test_pipelined_requests_are_answered_in_order(server):
    with RawConnection(server) as peer:
        peer.send((HEALTH + "\r\n" + HEALTH.replace("health", "nothing") + "\r\n") * 3)
        assert [peer.response()[0] for _ in range(6)] == [200, 404] * 3


def test_a_half_closed_peer_gets_its_answer(server):
    with RawConnection(server) as peer:
        peer.send(HEALTH + "\r\n")
        peer.half_close()
        assert peer.response()[0] == 200
        assert peer.ended()


def test_a_request_cut_in_half_is_refused(server):
    with RawConnection(server) as peer:
        peer.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc")
        peer.half_close()
        assert peer.response()[0] == 400
        assert peer.ended()


def test_a_slow_peer_that_comes_in_time_is_served(server):
    with RawConnection(server) as peer:
        for piece in re.findall(r"(?s).{1,6}", HEALTH + "\r\n"):
            peer.send(piece)
            time.sleep(0.01)
        assert peer.response()[0] == 200


def test_slow_heads_are_given_up_and_do_not_hold_up_others(server, slow):
    peers = [RawConnection(server) for _ in range(50)]
    try:
        for peer in peers:
            peer.send("GET / HTTP/1.1\r\nHost: a\r\nX-Slow")
        started = time.monotonic()
        assert requests.get(server.url + "/_bellwether/health", timeout=5 * slow).ok
        assert peers[0].response()[0] == 408
        assert 9 < time.monotonic() - started < 15 * slow
        assert peers[0].ended()
    finally:
        for peer in peers:
            peer.socket.close()


@pytest.mark.parametrize(
    "message, status",
    [
        ("NONSENSE\r\n\r\n", 400),
        ("GET / HTTP/3.0\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        ("GET nowhere HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nBad Header: x\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        ("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400),
        ("GET / HTTP/1.1\r\nHost: a\r\nX: " + "x" * 11_000 + "\r\n\r\n", 431),
        ("GET / HTTP/1.1\r\nHost: a\r\n" + "X: y\r\n" * 200 + "\r\n", 431),
        ("GET /" + "x" * 70_000 + " HTTP/1.1\r\nHost: a\r\n\r\n", 431),
        ("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + "\x00" * 100, 400),
    ],
)
def test_malformed_messages_are_refused_and_the_connection_closed(server, message, status):
    with RawConnection(server) as peer:
        peer.send(message.encode("latin-1"))
        answer, headers, _ = peer.response()
        assert answer == status
        assert headers["connection"] == "close"
        peer.half_close()
        assert peer.ended()
    assert requests.get(server.url + "/_bellwether/health", timeout=10).ok


def test_keep_alive_is_HTTP_1_1s_default_and_1_0s_exception(server):
    with RawConnection(server) as peer:
        peer.send(HEALTH.replace("1.1", "1.0") + "Connection: keep-alive\r\n\r\n")
        assert peer.response()[1]["connection"] == "keep-alive"
        peer.send(HEALTH.replace("1.1", "1.0") + "\r\n")
        assert peer.response()[1]["connection"] == "close"
        assert peer.ended()


# Web pages


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1.evil.example"])
def test_pages_from_elsewhere_are_refused(server, origin):
    answer = call(server, LOGS + ".DescribeLogGroups", "{}", Origin=origin)
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers
    reset = requests.post(server.url + "/_bellwether/reset", headers={"Origin": origin}, timeout=10)
    assert reset.status_code == 403


def test_the_control_path_is_refused_under_a_public_name(server):
    answer = requests.get(
        server.url + "/_bellwether/health", headers={"Host": "rebound.example.com"}, timeout=10
    )
    assert answer.status_code == 403


def test_pages_of_this_machine_may_call(server):
    origin = "http://localhost:3000"
    preflight = requests.options(
        server.url + "/",
        headers={
            "Origin": origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "x-amz-target,authorization",
        },
        timeout=10,
    )
    assert preflight.status_code == 204
    assert preflight.headers["Access-Control-Allow-Headers"] == "x-amz-target,authorization"
    answer = call(server, LOGS + ".DescribeLogGroups", "{}", Origin=origin)
    assert answer.headers["Access-Control-Allow-Origin"] == origin


def test_an_origin_can_be_allowed_by_name(start_server):
    server = start_server("--allow-origin", "https://console.example.com")
    answer = call(server, LOGS + ".DescribeLogGroups", "{}", Origin="https://console.example.com")
    assert answer.status_code == 200


# Start and stop


def test_SIGTERM_and_SIGINT_end_it_with_0(start_server):
    for wanted in (signal.SIGTERM, signal.SIGINT):
        server = start_server()
        server.process.send_signal(wanted)
        assert server.process.wait(20) == 0


def test_a_stop_finishes_the_request_under_way(start_server, slow):
    server = start_server()
    connection = http.client.HTTPConnection(server.host, server.port, timeout=30 * slow)
    connection.putrequest("POST", "/")
    connection.putheader("X-Amz-Target", LOGS + ".DescribeLogGroups")
    connection.putheader("Content-Length", "2")
    connection.endheaders(b"{")
    idle = RawConnection(server)
    # The head has to be read before the stop.
    time.sleep(0.2 * slow)
    stopper = threading.Thread(target=server.stop)
    stopper.start()
    assert idle.ended()
    time.sleep(0.2)
    connection.send(b"}")
    answer = connection.getresponse()
    assert answer.status == 200
    assert json.loads(answer.read()) == {"logGroups": []}
    stopper.join()
    assert server.process.returncode == 0


def test_a_port_in_use_is_an_error_that_names_it(server):
    with pytest.raises(AssertionError, match=f"cannot listen on 127.0.0.1:{server.port}"):
        second = Server()
        second.port = server.port
        second.start()


def test_what_was_acknowledged_survives_kill_9(data_server, client, unique):
    names = [unique("group") for _ in range(20)]
    for name in names:
        client("logs", data_server).create_log_group(logGroupName=name)
    data_server.kill()
    data_server.start()
    groups = client("logs", data_server).describe_log_groups()["logGroups"]
    assert {group["logGroupName"] for group in groups} == set(names)


def test_the_access_log_has_a_line_a_request(start_server, tmp_path):
    path = tmp_path / "access.log"
    server = start_server("--access-log", str(path))
    answer = call(server, LOGS + ".DescribeLogGroups", "{}")
    server.stop()
    (line,) = path.read_text().splitlines()
    fields = line.split()
    assert fields[1:6] == ["127.0.0.1", "POST", "/", "logs.DescribeLogGroups", "200"]
    assert fields[8] == answer.headers["x-amzn-RequestId"]
