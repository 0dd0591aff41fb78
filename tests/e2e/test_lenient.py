"""What lenient authentication refuses: whatever no secret would make true."""

import datetime
import hashlib
import subprocess
import time

import pytest
import requests
from botocore.auth import SigV4Auth, SigV4QueryAuth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from s3_wire import EMPTY, error_of, send
from server import SLOW

SIGNATURE = "0" * 64
NAMES = "host;x-amz-date;x-amz-target"
MISMATCH = "The request signature we calculated does not match the signature you provided."
CREDENTIALS = Credentials("AKIDEXAMPLE", "any")


def now():
    return datetime.datetime.now(datetime.timezone.utc).strftime("%Y%m%dT%H%M%SZ")


def authorization(date, key="AKID", day=None, service="dynamodb", names=NAMES, signature=SIGNATURE):
    scope = f"{key}/{day or date[:8]}/us-east-1/{service}/aws4_request"
    return f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders={names}, Signature={signature}"


def list_tables(server, date=None, headers=(), **parts):
    date = date or now()
    return requests.post(
        server.url + "/",
        data="{}",
        headers={
            "X-Amz-Target": "DynamoDB_20120810.ListTables",
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Date": date,
            "Authorization": authorization(date, **parts),
            **dict(headers),
        },
        timeout=30 * SLOW,
    )


def presigned(server, path, service, expires=60, key="AKIDEXAMPLE"):
    request = AWSRequest(method="GET", url=server.url + path)
    SigV4QueryAuth(Credentials(key, "any"), service, "us-east-1", expires=expires).add_auth(request)
    return request.url


def get(url):
    return requests.get(url, timeout=30 * SLOW)


@pytest.mark.parametrize("date", [None, "20200101T000000Z", "20990101T000000Z"])
def test_any_key_any_clock_and_any_signature_that_could_be_one_are_taken(server, date):
    assert list_tables(server, date).status_code == 200
    assert list_tables(server, date, key="000000000001", signature="0123456789abcdef" * 4).status_code == 200


@pytest.mark.parametrize(
    "parts, code, message",
    [
        ({"signature": "zz"}, "InvalidSignatureException", MISMATCH),
        ({"signature": "A" * 64}, "InvalidSignatureException", MISMATCH),
        (
            {"key": ""},
            "UnrecognizedClientException",
            "The security token included in the request is invalid.",
        ),
        ({"day": "2026"}, "InvalidSignatureException", "Date in Credential scope does not match YYYYMMDD"),
        ({"day": "20200101"}, "InvalidSignatureException", "Date in Credential scope does not match YYYYMMDD"),
        (
            {"service": "s3"},
            "InvalidSignatureException",
            "Credential should be scoped to correct service: 'dynamodb'.",
        ),
        (
            {"names": "x-amz-date;x-amz-target"},
            "InvalidSignatureException",
            "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
        ),
        (
            {"names": "host;x-amz-date"},
            "InvalidSignatureException",
            "There were headers present in the request which were not signed: X-Amz-Target",
        ),
        ({"date": "20261399T000000Z"}, "IncompleteSignatureException", "Date must be in ISO-8601 'basic format'."),
    ],
)
def test_what_no_secret_would_make_true_is_refused(server, parts, code, message):
    answer = list_tables(server, **parts)
    assert answer.status_code == 400
    error = answer.json()
    assert error["__type"].split("#")[-1] == code
    assert (error.get("message") or error["Message"]).startswith(message)


def test_a_body_is_held_to_the_hash_that_is_declared(server):
    def declaring(value):
        return list_tables(
            server, headers={"X-Amz-Content-Sha256": value}, names=NAMES + ";x-amz-content-sha256"
        )

    assert declaring(hashlib.sha256(b"{}").hexdigest()).status_code == 200
    assert declaring("UNSIGNED-PAYLOAD").status_code == 200
    wrong = declaring(EMPTY)
    assert wrong.status_code == 400
    assert wrong.json()["__type"].split("#")[-1] == "XAmzContentSHA256Mismatch"


def test_presigned_urls_of_any_service_end_when_they_say(server):
    functions = "/2015-03-31/functions"
    short = presigned(server, functions, "lambda", expires=1)
    assert get(presigned(server, functions, "lambda")).status_code == 200
    time.sleep(2.1)
    late = get(short)
    assert late.status_code == 403
    assert late.headers["x-amzn-ErrorType"].startswith("InvalidSignatureException")
    assert late.json()["message"].startswith("Signature expired: ")


def test_presigned_urls_need_a_signature_and_a_key(server):
    functions = "/2015-03-31/functions"
    url = presigned(server, functions, "lambda")
    assert get(url).status_code == 200
    start = url[: url.index("X-Amz-Signature=")]
    assert get(start + "X-Amz-Signature=" + SIGNATURE).status_code == 200
    short = get(start + "X-Amz-Signature=00")
    assert (short.status_code, short.json()["message"][: len(MISMATCH)]) == (403, MISMATCH)
    nobody = get(presigned(server, functions, "lambda", key=""))
    assert nobody.headers["x-amzn-ErrorType"].startswith("UnrecognizedClientException")
    other = get(presigned(server, functions, "dynamodb"))
    assert other.status_code in (403, 404)


@pytest.mark.parametrize("version", ["s3", "s3v4"])
def test_presigned_urls_of_S3_need_a_signature_and_a_key(server, client, unique, version):
    # boto3 signs URLs the old way unless told otherwise.
    config = {"signature_version": version} if version == "s3v4" else {}
    s3 = client("s3", key="AKIDEXAMPLE", **config)
    bucket = unique("bucket")
    s3.create_bucket(Bucket=bucket)
    s3.put_object(Bucket=bucket, Key="k", Body=b"hello")
    url = s3.generate_presigned_url("get_object", Params={"Bucket": bucket, "Key": "k"})
    assert get(url).content == b"hello"

    name, value = next(p.split("=", 1) for p in url.split("?")[1].split("&") if "Signature=" in p)
    broken = get(url.replace(f"{name}={value}", f"{name}=zz"))
    assert broken.status_code == 403
    assert "<Code>SignatureDoesNotMatch</Code>" in broken.text
    assert "<SignatureProvided>zz</SignatureProvided>" in broken.text
    nobody = get(url.replace("=AKIDEXAMPLE", "="))
    if version == "s3":
        assert (nobody.status_code, "<Code>InvalidAccessKeyId</Code>" in nobody.text) == (403, True)
    else:
        assert nobody.status_code == 400
        assert "a non-empty Access Key (AKID) must be provided in the credential." in nobody.text


def test_S3_refuses_in_its_own_words(server, unique):
    def put(date=None, names="host;x-amz-content-sha256;x-amz-date", headers=(), **parts):
        date = date or now()
        return send(
            server,
            "PUT",
            "/" + bucket,
            authorization=authorization(date, service="s3", names=names, **parts),
            x_amz_date=date,
            x_amz_content_sha256="UNSIGNED-PAYLOAD",
            **dict(headers),
        )

    bucket = unique("bucket")
    assert put(signature="zz") == (403, "SignatureDoesNotMatch")
    assert put(key="") == (400, "AuthorizationHeaderMalformed")
    assert put(day="2026") == (400, "AuthorizationHeaderMalformed")
    assert put(day="20200101") == (400, "AuthorizationHeaderMalformed")
    assert put(names="x-amz-date") == (403, "AccessDenied")
    assert put(headers={"x_amz_acl": "private"}) == (403, "AccessDenied")
    assert put(date="20200101T000000Z") == (200, None)


def test_what_is_presigned_covers_the_headers_that_are_sent(server, client, unique):
    s3 = client("s3", signature_version="s3v4")
    bucket = unique("bucket")
    s3.create_bucket(Bucket=bucket)
    url = s3.generate_presigned_url("put_object", Params={"Bucket": bucket, "Key": "k"})
    refused = requests.put(url, data=b"x", headers={"x-amz-acl": "private"}, timeout=30 * SLOW)
    assert refused.status_code == 403
    assert "<HeadersNotSigned>x-amz-acl</HeadersNotSigned>" in refused.text
    assert requests.put(url, data=b"x", timeout=30 * SLOW).status_code == 200


def test_curl_signs_well_enough(server, unique, tmp_path):
    def curl(service, path, *options):
        return subprocess.run(
            ["curl", "--silent", "--show-error", "--fail", "--user", "test:test"]
            + ["--aws-sigv4", f"aws:amz:us-east-1:{service}", *options, server.url + path],
            capture_output=True,
            check=True,
            text=True,
            timeout=60 * SLOW,
        ).stdout

    json = ("--header", "Content-Type: application/x-amz-json-1.0", "--data", "{}")
    assert "TableNames" in curl("dynamodb", "/", "--header", "X-Amz-Target: DynamoDB_20120810.ListTables", *json)
    assert "Functions" in curl("lambda", "/2015-03-31/functions/")
    bucket = unique("bucket")
    file = tmp_path / "body"
    file.write_text("hello")
    curl("s3", f"/{bucket}", "--request", "PUT")
    curl("s3", f"/{bucket}/key", "--data-binary", f"@{file}", "--request", "PUT")
    assert curl("s3", f"/{bucket}/key") == "hello"


def test_a_signed_body_that_changes_on_its_way_is_refused(server):
    """As SDKs that declare the body's hash sign: with it."""
    request = AWSRequest(
        "POST",
        server.url + "/",
        data="{}",
        headers={
            "X-Amz-Target": "DynamoDB_20120810.ListTables",
            "Content-Type": "application/x-amz-json-1.0",
            "X-Amz-Content-Sha256": hashlib.sha256(b"{}").hexdigest(),
        },
    )
    SigV4Auth(CREDENTIALS, "dynamodb", "us-east-1").add_auth(request)
    headers = dict(request.headers)
    for body, status in (("{}", 200), ('{"Limit":1}', 400)):
        answer = requests.post(server.url + "/", data=body, headers=headers, timeout=30 * SLOW)
        assert answer.status_code == status


@pytest.mark.parametrize("value", ["Bearer abc", "Basic dGVzdDp0ZXN0", "AWS4-HMAC-SHA256 nonsense"])
def test_what_a_deployed_API_is_sent_is_its_own(server, value):
    url = f"{server.url}/restapis/none/v1/_user_request_/sheep"
    with_header = requests.get(url, headers={"Authorization": value}, timeout=30 * SLOW)
    without = get(url)
    assert (with_header.status_code, with_header.content) == (without.status_code, without.content)
