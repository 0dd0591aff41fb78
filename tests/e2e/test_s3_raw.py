"""S3 and peers that are slow, lie or leave; host names, anonymous requests."""

import concurrent.futures
import random
import time

import pytest

from rawhttp import RawConnection
from s3 import Bucket
from s3_wire import SIGNED, TRAILER, chunked, error_of, files, head, put, send
from server import eventually

BODY = random.Random(0).randbytes(300_000)
STALL = 30  # seconds that a peer may keep the server waiting for a body


@pytest.fixture
def kept(client, data_server, tmp_path):
    """A bucket on a server with a data folder, and what is in that."""
    bucket = Bucket(client("s3", server=data_server), "bucket")
    bucket.create_bucket()
    bucket.bodies = lambda: files(tmp_path / "data")
    bucket.server = data_server
    return bucket


# Bodies that are not as long as they say


@pytest.mark.parametrize("sent", [0, 1, 1000, 200_000])
@pytest.mark.parametrize("framing", ["plain", "chunked"])
def test_a_body_that_ends_too_early_leaves_nothing(kept, sent, framing):
    body = chunked(BODY) if framing == "chunked" else BODY
    headers = {"content_length": len(body)}
    if framing == "chunked":
        headers |= {"x_amz_content_sha256": TRAILER, "x_amz_decoded_content_length": len(BODY)}
    with RawConnection(kept.server) as connection:
        connection.send(head(kept.server, "PUT", "/bucket/key", **headers) + body[:sent])
        connection.half_close()
        assert error_of(connection.response()) == (400, "IncompleteBody")
        assert connection.ended()
    assert kept.keys() == [] and kept.bodies() == []


def test_peers_that_leave_within_a_body_leave_nothing(kept):
    upload = kept.create_multipart_upload(Key="key")["UploadId"]
    for path in ("/bucket/key", f"/bucket/key?partNumber=1&uploadId={upload}"):
        for sent in (0, 10, 299_999):
            with RawConnection(kept.server) as connection:
                connection.send(head(kept.server, "PUT", path, content_length=len(BODY)) + BODY[:sent])
                if sent > 100_000:
                    eventually(kept.bodies)
            eventually(lambda: kept.bodies() == [])
    assert kept.keys() == []
    assert "Parts" not in kept.list_parts(Key="key", UploadId=upload)


def test_peers_that_stall_are_sent_away(kept, slow):
    def stall(sent):
        with RawConnection(kept.server) as connection:
            connection.socket.settimeout(2 * STALL * slow)
            connection.send(head(kept.server, "PUT", "/bucket/key", content_length=len(BODY)) + BODY[:sent])
            start = time.monotonic()
            answer = error_of(connection.response())
            return answer, time.monotonic() - start

    with concurrent.futures.ThreadPoolExecutor() as threads:
        stalled = [threads.submit(stall, sent) for sent in (0, 5, 150_000)]
        time.sleep(0.5)
        # Others are served meanwhile.
        kept.put("other", b"served")
        assert kept.get("other") == b"served"
        for future in stalled:
            answer, seconds = future.result()
            assert answer == (400, "RequestTimeout")
            assert STALL - 1 <= seconds
    assert kept.keys() == ["other"] and kept.bodies() == []


def test_a_slow_peer_is_waited_for(server, bucket):
    with RawConnection(server) as connection:
        body = BODY[:40_000]
        connection.send(head(server, "PUT", f"/{bucket.name}/key", content_length=len(body)))
        for i in range(0, len(body), 2000):
            connection.send(body[i : i + 2000])
            time.sleep(0.05)
        assert connection.response()[0] == 200
    assert bucket.get("key") == body


def test_what_follows_a_body_is_the_next_request(server, bucket):
    with RawConnection(server) as connection:
        connection.send(head(server, "PUT", f"/{bucket.name}/key", content_length=3) + b"hello")
        assert connection.response()[0] == 200
        connection.half_close()
        assert connection.response()[0] == 400
        assert connection.ended()
    assert bucket.get("key") == b"hel"


def test_a_length_has_to_be_told(kept):
    def answer(body, **headers):
        with RawConnection(kept.server) as connection:
            connection.send(head(kept.server, "PUT", "/bucket/key", **headers) + body)
            return error_of(connection.response())

    in_chunks = b"5\r\nhello\r\n0\r\n\r\n"
    lost = (411, "MissingContentLength")
    assert answer(in_chunks, transfer_encoding="chunked") == lost
    for form in (TRAILER, SIGNED):
        headers = {"x_amz_content_sha256": form}
        assert answer(in_chunks, transfer_encoding="chunked", **headers) == lost
        assert answer(in_chunks, content_length=len(in_chunks), **headers) == lost
    for length in ("-1", "x", "5, 6", "99999999999999999999999"):
        assert answer(b"", content_length=length)[0] in (400, 413)
    assert answer(b"", content_length=(5 << 30) + 1) == (400, "EntityTooLarge")
    assert kept.keys() == [] and kept.bodies() == []


def test_http_chunks_carry_aws_chunks(server, bucket):
    framed = chunked(BODY)
    with RawConnection(server) as connection:
        headers = {"x_amz_content_sha256": TRAILER, "x_amz_decoded_content_length": len(BODY)}
        connection.send(head(server, "PUT", f"/{bucket.name}/key", transfer_encoding="chunked", **headers))
        for i in range(0, len(framed), 70_001):
            piece = framed[i : i + 70_001]
            connection.send(b"%x\r\n%s\r\n" % (len(piece), piece))
        connection.send(b"0\r\n\r\n")
        assert connection.response()[0] == 200
        # The connection goes on.
        connection.send(head(server, "HEAD", f"/{bucket.name}/key"))
        status, headers, _ = connection.response(head_only=True)
        assert (status, headers["content-length"]) == (200, str(len(BODY)))
    assert bucket.get("key") == BODY


# Expect: 100-continue


def test_a_body_that_is_refused_need_not_be_sent(server, bucket):
    expecting = {"content_length": 10 << 20, "expect": "100-continue"}
    for path, headers, expected in (
        ("/no-such-bucket-here/key", {}, (404, "NoSuchBucket")),
        (f"/{bucket.name}/{'k' * 1025}", {}, (400, "KeyTooLongError")),
        (f"/{bucket.name}/key", {"x_amz_storage_class": "FAST"}, (400, "InvalidStorageClass")),
        (f"/{bucket.name}/key?partNumber=1&uploadId=none", {}, (404, "NoSuchUpload")),
        (f"/{bucket.name}/key", {"content_length": 6 << 30}, (400, "EntityTooLarge")),
    ):
        with RawConnection(server) as connection:
            connection.send(head(server, "PUT", path, **{**expecting, **headers}))
            assert error_of(connection.response()) == expected
            assert connection.ended()


def test_a_body_that_is_wanted_is_asked_for(server, bucket):
    with RawConnection(server) as connection:
        expecting = {"content_length": len(BODY), "expect": "100-continue"}
        connection.send(head(server, "PUT", f"/{bucket.name}/key", **expecting))
        assert connection.response()[0] == 100
        connection.send(BODY)
        assert connection.response()[0] == 200
    assert bucket.get("key") == BODY


def test_a_refused_body_that_is_sent_anyway_does_not_hide_the_answer(server):
    for size in (100, 300_000, 20 << 20):
        assert put(server, "/no-such-bucket-here/key", bytes(size)) == (404, "NoSuchBucket")


# Answers


def test_answers_to_head_have_no_body(server, bucket):
    bucket.put("key", BODY)
    with RawConnection(server) as connection:
        for path, expected, length in (
            (f"/{bucket.name}/key", 200, str(len(BODY))),
            (f"/{bucket.name}/none", 404, None),
            (f"/{bucket.name}", 200, None),
            ("/no-such-bucket-here", 404, None),
        ):
            connection.send(head(server, "HEAD", path))
            status, headers, _ = connection.response(head_only=True)
            assert status == expected
            assert length is None or headers["content-length"] == length
        connection.send(head(server, "GET", f"/{bucket.name}/key", range="bytes=1-3"))
        assert connection.response()[2] == BODY[1:4]


def test_a_reader_that_leaves_disturbs_nobody(server, bucket):
    bucket.put("key", bytes(20 << 20))
    for _ in range(5):
        with RawConnection(server) as connection:
            connection.send(head(server, "GET", f"/{bucket.name}/key"))
            assert connection.socket.recv(1000)
    assert len(bucket.get("key")) == 20 << 20


def test_requests_may_come_before_the_answers(server, bucket):
    requests = b"".join(
        head(server, "PUT", f"/{bucket.name}/{i}", content_length=1) + str(i).encode() for i in range(5)
    )
    with RawConnection(server) as connection:
        connection.send(requests)
        assert [connection.response()[0] for _ in range(5)] == [200] * 5
    assert bucket.keys() == list("01234")


# Addresses


@pytest.mark.parametrize(
    "domain",
    [
        "s3.localhost",
        "s3.localhost:4566",
        "s3.us-east-1.localhost",
        "localhost:4566",
        "s3.localhost.localstack.cloud:4566",
        "s3.amazonaws.com",
        "s3.eu-west-3.amazonaws.com",
        "s3-eu-west-1.amazonaws.com",
        "s3.dualstack.us-east-1.amazonaws.com",
    ],
)
def test_host_names_name_buckets(server, bucket, domain):
    host = f"{bucket.name}.{domain}"
    path = "/dir/k%20y"
    assert send(server, "PUT", path, b"by host", host=host, x_amz_tagging="a=b") == (200, None)
    assert bucket.get("dir/k y") == b"by host"
    with RawConnection(server) as connection:
        for target, expected in (
            (path, b"by host"),
            ("/", b"<Key>dir/k y</Key>"),
            ("/?list-type=2&prefix=dir", b"<KeyCount>1</KeyCount>"),
            ("/?location", b"<LocationConstraint"),
            (f"{path}?tagging", b"<Key>a</Key>"),
        ):
            connection.send(head(server, "GET", target, host=host))
            status, _, body = connection.response()
            assert status == 200 and expected in body
    assert send(server, "DELETE", path, host=host) == (204, None)
    assert send(server, "GET", path, host=host) == (404, "NoSuchKey")


def test_buckets_are_made_and_removed_by_host(server, unique):
    name = unique("by.host")
    assert send(server, "PUT", "/", host=f"{name}.s3.localhost") == (200, None)
    assert send(server, "HEAD", f"/{name}/") == (200, None)
    assert send(server, "DELETE", "/", host=f"{name}.s3.localhost") == (204, None)
    assert send(server, "GET", f"/{name}") == (404, "NoSuchBucket")


def test_a_slash_behind_a_bucket_is_nothing(server, unique):
    name = unique("slash")
    assert send(server, "PUT", f"/{name}/") == (200, None)
    assert send(server, "GET", f"/{name}/") == (200, None)
    assert send(server, "GET", f"/{name}/?list-type=2") == (200, None)
    assert send(server, "PUT", f"/{name}//", b"x") == (200, None)
    assert send(server, "GET", f"/{name}//") == (200, None)
    assert send(server, "DELETE", f"/{name}/") == (409, "BucketNotEmpty")
    assert send(server, "DELETE", f"/{name}//") == (204, None)
    assert send(server, "DELETE", f"/{name}/") == (204, None)


def test_keys_that_are_no_text_are_refused(server, bucket):
    for key in ("%ff", "a%c3", "%ed%a0%80"):
        assert put(server, f"/{bucket.name}/{key}", b"x")[0] == 400
    assert bucket.keys() == []


def test_strict_knows_nobody_without_a_signature(start_server):
    keys = {"AWS_ACCESS_KEY_ID": "AKID", "AWS_SECRET_ACCESS_KEY": "secret"}
    strict = start_server("--auth", "strict", env=keys)
    assert send(strict, "PUT", "/bucket") == (403, "AccessDenied")
    assert put(strict, "/bucket/key", BODY) == (403, "AccessDenied")
    assert send(strict, "GET", "/") == (403, "AccessDenied")
