"""That S3 keeps what was sent, or nothing: digests, hashes and signatures, right and wrong."""

import base64
import hashlib
import io
import random
import re

import pytest

from checksums import DIGESTS, checksum, header, md5
from s3 import PART, Bucket, refused
from s3_wire import TRAILER, SignedStream, chunked, files, put, put_chunked, send

SMALL = b"hello"
LARGE = random.Random(0).randbytes(100_000)
BODIES = [SMALL, LARGE]
SIZES = ["record", "file"]
KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
OLD = b"old" * 20_000


class Kept:
    """A bucket on a server with a data folder, to see that refusals leave nothing there."""

    def __init__(self, server, data, client):
        self.server = server
        self.data = data
        self.bucket = Bucket(client, "bucket")
        self.bucket.create_bucket()
        self.bucket.put("old", OLD)
        self.before = files(data)
        assert len(self.before) == 1

    def check(self):
        """Nothing came, nothing went."""
        assert self.bucket.keys() == ["old"]
        assert self.bucket.get("old") == OLD
        assert len(files(self.data)) == 1


@pytest.fixture
def kept(client, data_server, tmp_path):
    return Kept(data_server, tmp_path / "data", client("s3", server=data_server))


def test_the_tests_own_checksums_are_right():
    known = {"CRC32": "cbf43926", "CRC32C": "e3069283", "CRC64NVME": "ae8b14860a799888"}
    for algorithm, digest in known.items():
        assert DIGESTS[algorithm](b"123456789").hex() == digest


@pytest.mark.parametrize("body", BODIES, ids=SIZES)
@pytest.mark.parametrize("algorithm", DIGESTS)
def test_a_checksum_is_verified_and_kept(server, bucket, algorithm, body):
    right = checksum(algorithm, body)
    name = header(algorithm)
    path = f"/{bucket.name}/key"
    for send in (
        lambda: put(server, path, body, **{name: right}),
        lambda: put(server, path, body, **{name: right, "x_amz_sdk_checksum_algorithm": algorithm}),
        lambda: put_chunked(server, path, body, [(name, right)]),
        lambda: put_chunked(server, path, body, [(name, right)], x_amz_sdk_checksum_algorithm=algorithm),
    ):
        assert send() == (200, None)
        answer = bucket.get_object(Key="key", ChecksumMode="ENABLED")
        assert answer[f"Checksum{algorithm}"] == right
        assert answer["ChecksumType"] == "FULL_OBJECT"
        assert answer["Body"].read() == body
        attributes = bucket.get_object_attributes(Key="key", ObjectAttributes=["Checksum"])
        assert attributes["Checksum"][f"Checksum{algorithm}"] == right
        assert f"Checksum{algorithm}" not in bucket.head_object(Key="key")
        bucket.delete_object(Key="key")


@pytest.mark.parametrize("body", BODIES, ids=SIZES)
@pytest.mark.parametrize("algorithm", DIGESTS)
def test_a_wrong_checksum_leaves_nothing(kept, algorithm, body):
    name = header(algorithm)
    wrong = checksum(algorithm, body + b"!")
    for key in ("new", "old"):
        path = f"/bucket/{key}"
        assert put(kept.server, path, body, **{name: wrong}) == (400, "BadDigest")
        assert put_chunked(kept.server, path, body, [(name, wrong)]) == (400, "BadDigest")
        for malformed in ("x", "", checksum(algorithm, body)[:-2], "AAAA", "=" * 8):
            assert put(kept.server, path, body, **{name: malformed}) == (400, "InvalidRequest")
            trailer = [(name, malformed)]
            assert put_chunked(kept.server, path, body, trailer) == (400, "InvalidRequest")
    kept.check()


def test_what_is_not_said_is_crc64nvme(server, bucket):
    for body in BODIES:
        assert put(server, f"/{bucket.name}/key", body) == (200, None)
        answer = bucket.head_object(Key="key", ChecksumMode="ENABLED")
        assert answer["ChecksumCRC64NVME"] == checksum("CRC64NVME", body)


@pytest.mark.parametrize("algorithm", ["CRC32", "SHA1", "SHA256"])
@pytest.mark.parametrize("body", BODIES, ids=SIZES)
def test_boto3_sends_trailers(bucket, algorithm, body):
    """As over TLS, where it cannot know the checksum before the body is gone."""

    def as_trailer(context, **_):
        context["checksum"]["request_algorithm"]["in"] = "trailer"

    seen = []
    events = bucket.client.meta.events
    events.register("before-call.s3.PutObject", as_trailer)
    events.register("before-send.s3.PutObject", lambda request, **_: seen.append(dict(request.headers)))
    put = bucket.put("key", io.BytesIO(body), ChecksumAlgorithm=algorithm, ContentEncoding="gzip")
    (sent,) = seen
    assert sent["X-Amz-Content-SHA256"] in (TRAILER, TRAILER.encode())
    assert put[f"Checksum{algorithm}"] == checksum(algorithm, body)
    answer = bucket.get_object(Key="key")
    assert answer["Body"].read() == body
    assert answer["ContentEncoding"] == "gzip"


@pytest.mark.parametrize("body", BODIES, ids=SIZES)
def test_a_wrong_digest_or_hash_leaves_nothing(kept, body):
    other = hashlib.sha256(body + b"!").hexdigest()
    for key in ("new", "old"):
        path = f"/bucket/{key}"
        for headers, expected in (
            ({"content_md5": md5(body + b"!")}, "BadDigest"),
            ({"content_md5": "x"}, "InvalidDigest"),
            ({"content_md5": ""}, "InvalidDigest"),
            ({"content_md5": base64.b64encode(b"short").decode()}, "InvalidDigest"),
            ({"x_amz_content_sha256": other}, "XAmzContentSHA256Mismatch"),
            ({"x_amz_content_sha256": "nonsense"}, "InvalidArgument"),
            ({"x_amz_content_sha256": "STREAMING-SOMETHING"}, "InvalidArgument"),
        ):
            assert put(kept.server, path, body, **headers) == (400, expected), headers
    kept.check()
    right = {"content_md5": md5(body), "x_amz_content_sha256": hashlib.sha256(body).hexdigest()}
    assert put(kept.server, "/bucket/old", body, **right) == (200, None)
    assert kept.bucket.get("old") == body


def test_promises_that_do_not_fit_together_are_refused(kept):
    crc, sha = checksum("CRC32", SMALL), checksum("SHA256", SMALL)
    for headers in (
        {header("CRC32"): crc, header("SHA256"): sha},
        {"x_amz_sdk_checksum_algorithm": "CRC32"},
        {"x_amz_sdk_checksum_algorithm": "CRC32", header("SHA256"): sha},
        {"x_amz_sdk_checksum_algorithm": "CRC16", header("CRC32"): crc},
    ):
        assert put(kept.server, "/bucket/new", SMALL, **headers) == (400, "InvalidRequest"), headers
    kept.check()


@pytest.mark.parametrize("body", BODIES, ids=SIZES)
def test_chunks_that_are_not_what_they_say_leave_nothing(kept, body):
    trailer = [(header("CRC32"), checksum("CRC32", body))]
    whole = chunked(body, trailer)
    announced = {"x_amz_trailer": header("CRC32")}
    for key in ("new", "old"):
        for framed, headers in (
            (chunked(body), announced),  # the trailer that was announced is missing
            (whole, {"x_amz_trailer": header("SHA1")}),
            (whole, {**announced, "x_amz_decoded_content_length": len(body) + 1}),
            (whole, {**announced, "x_amz_decoded_content_length": len(body) - 1}),
            (whole[:-2], announced),
            (whole[:-40], announced),
            (whole + b"more", announced),
            (body, announced),
            (b"zz\r\n" + whole, announced),
            (b"-5\r\nhello\r\n0\r\n\r\n", announced),
            (b"f" * 40 + b"\r\n" + whole, announced),
            (whole.replace(b"\r\n", b"\n", 1), announced),
            (b"", announced),
        ):
            status, _ = put_chunked(kept.server, f"/bucket/{key}", body, (), framed, **headers)
            assert 400 <= status < 500, (framed[:20], headers)
        unknown = put_chunked(kept.server, f"/bucket/{key}", body, [("x-amz-meta-a", "b")])
        assert unknown == (400, "InvalidRequest")
        lost = put_chunked(kept.server, f"/bucket/{key}", body, x_amz_decoded_content_length=None)
        assert lost == (411, "MissingContentLength")
    kept.check()


def test_chunks_have_8_kilobytes_or_more_but_for_the_last(server, bucket):
    path = f"/{bucket.name}/key"
    for size in (8192, 65536, 1 << 20):
        assert put_chunked(server, path, LARGE, (), chunked(LARGE, size=size)) == (200, None)
        assert bucket.get_object(Key="key").get("ContentEncoding") is None
        assert bucket.get("key") == LARGE
    small = put_chunked(server, path, LARGE, (), chunked(LARGE, size=8191))
    assert small == (403, "InvalidChunkSizeError")


def test_a_wrong_part_leaves_nothing(kept):
    upload = kept.bucket.create_multipart_upload(Key="new", ChecksumAlgorithm="CRC32")["UploadId"]
    path = f"/bucket/new?partNumber=1&uploadId={upload}"
    right = {header("CRC32"): checksum("CRC32", LARGE)}
    for headers, expected in (
        ({header("CRC32"): checksum("CRC32", SMALL)}, "BadDigest"),
        ({**right, "content_md5": md5(SMALL)}, "BadDigest"),
        ({header("SHA1"): checksum("SHA1", LARGE)}, "InvalidRequest"),
        ({}, "InvalidRequest"),
        ({**right, "x_amz_content_sha256": "0" * 64}, "XAmzContentSHA256Mismatch"),
    ):
        assert put(kept.server, path, LARGE, **headers) == (400, expected)
    assert "Parts" not in kept.bucket.list_parts(Key="new", UploadId=upload)
    kept.check()
    assert put(kept.server, path, LARGE, **right) == (200, None)
    # A part that comes again and is wrong leaves the one before.
    assert put(kept.server, path, SMALL, **right)[0] == 400
    (part,) = kept.bucket.list_parts(Key="new", UploadId=upload)["Parts"]
    assert part["Size"] == len(LARGE)
    kept.bucket.abort_multipart_upload(Key="new", UploadId=upload)
    kept.check()


def test_a_list_to_delete_is_verified(kept):
    body = b"<Delete><Object><Key>old</Key></Object></Delete>"

    def post(**headers):
        return send(kept.server, "POST", "/bucket?delete", body, **headers)

    for headers, expected in (
        ({"content_md5": md5(b"x")}, "BadDigest"),
        ({"content_md5": "x"}, "InvalidDigest"),
        ({header("CRC32"): checksum("CRC32", b"x")}, "BadDigest"),
        ({header("SHA1"): "x"}, "InvalidRequest"),
        ({"x_amz_content_sha256": "0" * 64}, "XAmzContentSHA256Mismatch"),
        ({}, "InvalidRequest"),
    ):
        assert post(**headers) == (400, expected), headers
    kept.check()
    for headers in ({"content_md5": md5(body)}, {header("SHA1"): checksum("SHA1", body)}):
        assert post(**headers) == (200, None)
    assert kept.bucket.keys() == []


def test_a_whole_uploads_checksum_is_verified(bucket):
    parts = [b"a" * PART, b"b" * 100]
    for algorithm in ("CRC32", "CRC32C", "CRC64NVME"):
        upload = bucket.create_multipart_upload(
            Key="key", ChecksumAlgorithm=algorithm, ChecksumType="FULL_OBJECT"
        )["UploadId"]
        done = [
            bucket.part("key", upload, i, part, **{f"Checksum{algorithm}": checksum(algorithm, part)})
            for i, part in enumerate(parts, 1)
        ]
        right = checksum(algorithm, b"".join(parts))
        wrong = {f"Checksum{algorithm}": checksum(algorithm, b"other")}
        bad = refused(bucket.complete, key="key", upload=upload, parts=done, **wrong)
        assert (bad["Code"], bad["status"]) == ("BadDigest", 400)
        answer = bucket.complete("key", upload, done, **{f"Checksum{algorithm}": right})
        assert answer[f"Checksum{algorithm}"] == right
        head = bucket.head_object(Key="key", ChecksumMode="ENABLED")
        assert (head[f"Checksum{algorithm}"], head["ChecksumType"]) == (right, "FULL_OBJECT")


@pytest.fixture
def strict(start_server, tmp_path, client):
    """A server that verifies every signature."""
    keys = tmp_path / "keys"
    keys.write_text(f"{KEY} {SECRET}\n")
    options = ("--auth", "strict", "--credentials-file", str(keys))
    server = start_server(*options, data=tmp_path / "data")
    return Kept(server, tmp_path / "data", client("s3", server=server, key=KEY, secret=SECRET))


@pytest.mark.parametrize("trailing", [False, True], ids=["plain", "trailer"])
@pytest.mark.parametrize("body", [b"", *BODIES], ids=["nothing", *SIZES])
def test_signed_chunks_are_verified(strict, body, trailing):
    trailers = [(header("CRC32C"), checksum("CRC32C", body))] if trailing else ()
    stream = SignedStream(strict.server, "/bucket/new", body, KEY, SECRET, trailers=trailers)
    assert stream.send() == (200, None)
    assert strict.bucket.get("new") == body
    # boto3 signs as well.
    strict.bucket.put("new", body)
    strict.bucket.delete_object(Key="new")
    strict.check()


@pytest.mark.parametrize("body", BODIES, ids=SIZES)
def test_tampered_chunks_leave_nothing(strict, body):
    trailers = [(header("CRC32"), checksum("CRC32", body))]

    def stream(**changed):
        options = {"key": KEY, "secret": SECRET, **changed}
        return SignedStream(strict.server, "/bucket/new", body, **options)

    whole = stream()
    framed = whole.framed()
    middle = len(framed) // 2
    for tampered in (
        framed[:middle] + bytes([framed[middle] ^ 1]) + framed[middle + 1 :],
        framed.replace(b"chunk-signature=", b"chunk-signature=0", 1),
        re.sub(b";chunk-signature=[0-9a-f]+", b"", framed, count=1),
        framed[:-3] + bytes([framed[-3] ^ 1]) + framed[-2:],
    ):
        status, _ = whole.send(tampered)
        assert status in (400, 403), tampered[:100]
    last = stream(trailers=trailers)
    signature = last.framed()
    changed = bytes([signature[-5] ^ 1])
    assert last.send(signature[:-5] + changed + signature[-4:])[0] in (400, 403)
    assert stream(secret="other").send() == (403, "SignatureDoesNotMatch")
    assert stream(key="AKIDOTHER").send() == (403, "InvalidAccessKeyId")
    strict.check()
