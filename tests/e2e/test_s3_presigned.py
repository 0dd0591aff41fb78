"""Presigned URLs of S3, by boto3 in both versions of the signature, used by curl."""

import subprocess
import tempfile
import time
import xml.etree.ElementTree

import pytest

from s3 import Bucket
from server import SLOW

KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
MARKS = {"s3": "Signature=", "s3v4": "X-Amz-Signature="}
NAME = "dir/a b+c \u00fc.txt"


def curl(url, *options, body=None):
    """Status, body and the code of the error."""
    command = ["curl", "--silent", "--show-error", "--write-out", "\n%{http_code}", *options]
    with tempfile.NamedTemporaryFile() as file:
        if body is not None:
            # From a pipe it would be sent in chunks, whose length S3 does not know.
            file.write(body)
            file.flush()
            command += ["--upload-file", file.name]
        process = subprocess.run([*command, url], capture_output=True, timeout=60 * SLOW)
    assert process.returncode == 0, process.stderr
    answer, status = process.stdout.rsplit(b"\n", 1)
    code = xml.etree.ElementTree.fromstring(answer).findtext("Code") if int(status) >= 400 else None
    return int(status), answer, code


@pytest.fixture(params=["lenient", "strict"])
def place(request, start_server, tmp_path):
    if request.param == "lenient":
        return start_server()
    keys = tmp_path / "keys"
    keys.write_text(f"{KEY} {SECRET}\n")
    return start_server("--auth", "strict", "--credentials-file", str(keys))


@pytest.fixture(params=MARKS)
def presigned(request, place, client):
    """presigned(operation, expires, **parameters): a URL."""
    config = {"signature_version": "s3v4"} if request.param == "s3v4" else {}
    bucket = Bucket(client("s3", server=place, key=KEY, secret=SECRET, **config), "bucket")
    bucket.create_bucket()

    def make(operation, expires=60, **parameters):
        url = bucket.client.generate_presigned_url(
            operation, Params={"Bucket": "bucket", "Key": NAME, **parameters}, ExpiresIn=expires
        )
        # boto3 signs URLs the old way unless told otherwise.
        assert MARKS[request.param] in url
        return url

    make.bucket = bucket
    return make


@pytest.mark.parametrize("size", [0, 5, 300_000])
def test_a_url_puts_and_gets(presigned, size):
    body = b"x" * size
    assert curl(presigned("put_object"), body=body)[0] == 200
    assert curl(presigned("get_object")) == (200, body, None)
    assert presigned.bucket.get(NAME) == body
    status, head, _ = curl(presigned("head_object"), "--head")
    assert status == 200 and f"Content-Length: {size}".encode() in head
    assert curl(presigned("delete_object"), "--request", "DELETE")[0] == 204
    assert curl(presigned("get_object"))[::2] == (404, "NoSuchKey")


def test_a_url_carries_what_it_was_signed_with(presigned):
    url = presigned("put_object", ContentType="text/plain", Metadata={"colour": "red"})
    headers = ("--header", "Content-Type: text/plain")
    if "X-Amz-Signature" in url:
        headers += ("--header", "x-amz-meta-colour: red")
    assert curl(url, *headers, body=b"typed")[0] == 200
    head = presigned.bucket.head_object(Key=NAME)
    assert (head["ContentType"], head["Metadata"]) == ("text/plain", {"colour": "red"})
    overriding = presigned("get_object", ResponseContentType="a/b", ResponseCacheControl="no-store")
    status, answer, _ = curl(overriding, "--include")
    assert status == 200
    assert b"Content-Type: a/b" in answer and b"Cache-Control: no-store" in answer
    assert curl(presigned("get_object"), "--range", "1-2") == (206, b"yp", None)


def test_a_url_ends_when_it_says(presigned):
    presigned.bucket.put(NAME)
    url = presigned("get_object", expires=1)
    put = presigned("put_object", expires=1)
    time.sleep(2.1)
    status, answer, code = curl(url)
    assert (status, code) == (403, "AccessDenied")
    assert b"<Message>Request has expired</Message>" in answer
    assert curl(put, body=b"late")[::2] == (403, "AccessDenied")
    assert presigned.bucket.get(NAME) == b"hello"


@pytest.mark.parametrize("place", ["strict"], indirect=True)
def test_another_request_than_the_signed_one_is_refused(presigned):
    presigned.bucket.put(NAME)
    presigned.bucket.put("other")
    url = presigned("get_object")
    mismatch = (403, "SignatureDoesNotMatch")
    assert curl(url.replace("dir/", "dir2/"))[::2] == mismatch
    assert curl(url, body=b"put")[::2] == mismatch
    assert curl(url, "--request", "DELETE")[::2] == mismatch
    assert curl(url + "&response-content-type=a%2Fb")[::2] == mismatch
    assert curl(url.replace(f"={KEY}", "=AKIDOTHER"))[::2] == (403, "InvalidAccessKeyId")
    longer = url.replace("X-Amz-Expires=60", "X-Amz-Expires=61")
    if longer == url:
        end = int(url.split("Expires=")[1].split("&")[0])
        longer = url.replace(f"Expires={end}", f"Expires={end + 1}")
    assert curl(longer)[::2] == mismatch
    typed = presigned("put_object", ContentType="text/plain")
    assert curl(typed, "--header", "Content-Type: text/html", body=b"x")[::2] == mismatch
    assert presigned.bucket.get(NAME) == b"hello"
