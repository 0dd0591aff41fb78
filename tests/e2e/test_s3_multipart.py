"""S3's multipart uploads through boto3."""

import base64
import hashlib
import zlib

import pytest

from s3 import PART, Bucket, code, refused

FIRST = b"a" * PART


def crc32(body):
    return base64.b64encode(zlib.crc32(body).to_bytes(4, "big")).decode()


@pytest.fixture
def upload(bucket):
    return bucket.create_multipart_upload(Key="key")["UploadId"]


def test_parts_become_an_object(bucket):
    upload = bucket.create_multipart_upload(
        Key="dir/key ü", ContentType="text/plain", Metadata={"a": "1"}, Tagging="t=1"
    )
    assert (upload["Bucket"], upload["Key"]) == (bucket.name, "dir/key ü")
    last = bucket.part("dir/key ü", upload["UploadId"], 9, b"last")
    first = bucket.part("dir/key ü", upload["UploadId"], 2, FIRST)
    assert bucket.keys() == []
    done = bucket.complete("dir/key ü", upload["UploadId"], [first, last])
    digests = hashlib.md5(FIRST).digest() + hashlib.md5(b"last").digest()
    assert done["ETag"] == f'"{hashlib.md5(digests).hexdigest()}-2"'
    assert done["Location"].endswith("/dir%2Fkey%20%C3%BC")
    assert (done["Bucket"], done["Key"]) == (bucket.name, "dir/key ü")
    assert bucket.get("dir/key ü") == FIRST + b"last"
    head = bucket.head_object(Key="dir/key ü")
    assert (head["ContentType"], head["Metadata"]) == ("text/plain", {"a": "1"})
    assert head["ETag"] == done["ETag"]
    assert bucket.get_object_tagging(Key="dir/key ü")["TagSet"] == [{"Key": "t", "Value": "1"}]
    part = bucket.head_object(Key="dir/key ü", PartNumber=2)
    assert (part["PartsCount"], part["ContentLength"]) == (2, 4)
    assert part["ContentRange"] == f"bytes {PART}-{PART + 3}/{PART + 4}"
    assert refused(bucket.head_object, Key="dir/key ü", PartNumber=3)["status"] == 416


def test_only_what_is_named_stays(bucket, upload):
    bucket.part("key", upload, 1, b"unused")
    second = bucket.part("key", upload, 2, b"used")
    bucket.complete("key", upload, [second])
    assert bucket.get("key") == b"used"
    gone = refused(bucket.complete, key="key", upload=upload, parts=[second])
    assert (gone["Code"], gone["status"], gone["UploadId"]) == ("NoSuchUpload", 404, upload)


def test_completing_what_does_not_fit_is_refused(bucket, upload):
    one = bucket.part("key", upload, 1, b"one")
    two = bucket.part("key", upload, 2, b"two")

    def complete(*parts, **parameters):
        return refused(bucket.complete, key="key", upload=upload, parts=list(parts), **parameters)

    assert complete(two, one)["Code"] == "InvalidPartOrder"
    assert complete({**one, "PartNumber": 3})["Code"] == "InvalidPart"
    missing = complete({**one, "ETag": two["ETag"]})
    assert (missing["Code"], missing["PartNumber"]) == ("InvalidPart", "1")
    small = complete(one, two)
    assert (small["Code"], small["status"]) == ("EntityTooSmall", 400)
    assert (small["PartNumber"], small["ProposedSize"]) == ("1", "3")
    assert small["MinSizeAllowed"] == str(PART)
    assert complete()["Code"] == "MalformedXML"
    assert complete(two, MpuObjectSize=5)["Code"] == "InvalidRequest"
    assert complete(two, IfMatch='"x"')["Code"] == "NoSuchKey"
    bucket.put("key")
    assert complete(two, IfNoneMatch="*")["Code"] == "PreconditionFailed"
    bucket.complete("key", upload, [two], MpuObjectSize=3)
    assert bucket.get("key") == b"two"


def test_an_upload_that_is_aborted_is_gone(bucket, upload):
    bucket.part("key", upload, 1, FIRST)
    aborted = bucket.abort_multipart_upload(Key="key", UploadId=upload)
    assert aborted["ResponseMetadata"]["HTTPStatusCode"] == 204
    for call in (bucket.abort_multipart_upload, bucket.list_parts):
        assert code(call, Key="key", UploadId=upload) == "NoSuchUpload"
    assert code(bucket.abort_multipart_upload, Key="other", UploadId=upload) == "NoSuchUpload"
    assert "Uploads" not in bucket.list_multipart_uploads()


def test_parts_are_listed(bucket, upload):
    empty = bucket.list_parts(Key="key", UploadId=upload)
    assert (empty["NextPartNumberMarker"], empty["IsTruncated"]) == (0, False)
    assert "Parts" not in empty and "ChecksumAlgorithm" not in empty
    for number in (1, 7, 3):
        bucket.part("key", upload, number, b"x" * number)
    listed = bucket.list_parts(Key="key", UploadId=upload)
    assert [(p["PartNumber"], p["Size"]) for p in listed["Parts"]] == [(1, 1), (3, 3), (7, 7)]
    assert listed["Parts"][0]["ETag"] == f'"{hashlib.md5(b"x").hexdigest()}"'
    assert (listed["StorageClass"], listed["MaxParts"]) == ("STANDARD", 1000)
    page = bucket.list_parts(Key="key", UploadId=upload, MaxParts=1, PartNumberMarker=1)
    assert [p["PartNumber"] for p in page["Parts"]] == [3]
    assert (page["IsTruncated"], page["NextPartNumberMarker"]) == (True, 3)
    behind = bucket.list_parts(Key="key", UploadId=upload, PartNumberMarker=7)
    assert "Parts" not in behind
    assert code(bucket.list_parts, Key="key", UploadId=upload, MaxParts=-1) == "InvalidArgument"


def test_uploads_are_listed_by_key_and_time(bucket):
    started = [
        (key, bucket.create_multipart_upload(Key=key)["UploadId"])
        for key in ("b", "a", "dir/x", "a", "dir/y")
    ]
    expected = sorted(started, key=lambda upload: upload[0])

    def listed(**query):
        answer = bucket.list_multipart_uploads(**query)
        return [(u["Key"], u["UploadId"]) for u in answer.get("Uploads", [])], answer

    uploads, answer = listed()
    assert uploads == expected
    assert answer["Uploads"][0]["StorageClass"] == "STANDARD"
    assert (answer["NextKeyMarker"], answer["NextUploadIdMarker"]) == expected[-1]
    assert listed(Prefix="dir/")[0] == expected[3:]
    uploads, answer = listed(Delimiter="/")
    assert uploads == expected[:3]
    assert answer["CommonPrefixes"] == [{"Prefix": "dir/"}]
    seen, marker = [], {}
    while True:
        page, answer = listed(MaxUploads=1, **marker)
        seen += page
        if not answer["IsTruncated"]:
            break
        marker = {
            "KeyMarker": answer["NextKeyMarker"],
            "UploadIdMarker": answer["NextUploadIdMarker"],
        }
    assert seen == expected
    assert listed(KeyMarker="a")[0] == expected[2:]


@pytest.mark.parametrize("size", [10, 100_000])
def test_parts_are_made_of_other_objects(bucket, upload, size):
    body = bytes(i % 251 for i in range(size))
    bucket.put("small", body)
    bucket.put("large", FIRST)
    source = {"Key": "key", "UploadId": upload}

    def copy(number, key, **parameters):
        answer = bucket.upload_part_copy(
            PartNumber=number, CopySource=f"{bucket.name}/{key}", **source, **parameters
        )
        return {"PartNumber": number, "ETag": answer["CopyPartResult"]["ETag"]}

    parts = [copy(1, "large"), copy(2, "small", CopySourceRange="bytes=2-5")]
    assert parts[0]["ETag"] == f'"{hashlib.md5(FIRST).hexdigest()}"'
    assert parts[1]["ETag"] == f'"{hashlib.md5(body[2:6]).hexdigest()}"'
    for wrong in (f"bytes=0-{size}", "bytes=0-", "0-1"):
        assert code(copy, number=3, key="small", CopySourceRange=wrong) == "InvalidArgument"
    assert code(copy, number=3, key="none") == "NoSuchKey"
    assert code(copy, number=10001, key="small") == "InvalidArgument"
    assert code(copy, number=3, key="small", CopySourceIfMatch='"x"') == "PreconditionFailed"
    bucket.delete_objects(Delete={"Objects": [{"Key": "small"}, {"Key": "large"}]})
    bucket.complete("key", upload, parts)
    assert bucket.get("key") == FIRST + body[2:6]


def test_checksums_of_parts_make_the_objects(bucket):
    whole = bucket.create_multipart_upload(
        Key="whole", ChecksumAlgorithm="CRC32", ChecksumType="FULL_OBJECT"
    )
    assert (whole["ChecksumAlgorithm"], whole["ChecksumType"]) == ("CRC32", "FULL_OBJECT")
    parts = [
        bucket.part("whole", whole["UploadId"], 1, FIRST),
        bucket.part("whole", whole["UploadId"], 2, b"last"),
    ]
    complete = {"key": "whole", "upload": whole["UploadId"], "parts": parts}
    assert code(bucket.complete, **complete, ChecksumCRC32=crc32(b"x")) == "BadDigest"
    assert code(bucket.complete, **complete, ChecksumType="COMPOSITE") == "InvalidRequest"
    done = bucket.complete(**complete, ChecksumCRC32=crc32(FIRST + b"last"))
    assert (done["ChecksumCRC32"], done["ChecksumType"]) == (crc32(FIRST + b"last"), "FULL_OBJECT")

    composite = bucket.upload("composite", FIRST, b"last", ChecksumAlgorithm="CRC32")
    digests = base64.b64decode(crc32(FIRST)) + base64.b64decode(crc32(b"last"))
    assert composite["ChecksumCRC32"] == crc32(digests) + "-2"
    assert composite["ChecksumType"] == "COMPOSITE"


def test_checksums_that_cannot_be_are_refused(bucket):
    for algorithm, kind in (("SHA256", "FULL_OBJECT"), ("CRC64NVME", "COMPOSITE"), ("CRC32", "x")):
        assert (
            code(
                bucket.create_multipart_upload,
                Key="key",
                ChecksumAlgorithm=algorithm,
                ChecksumType=kind,
            )
            == "InvalidRequest"
        )


def test_an_upload_survives_kill_9(client, data_server):
    bucket = Bucket(client("s3", server=data_server), "bucket")
    bucket.create_bucket()
    upload = bucket.create_multipart_upload(Key="key")["UploadId"]
    parts = [bucket.part("key", upload, 1, FIRST)]
    data_server.kill()
    data_server.start()
    parts.append(bucket.part("key", upload, 2, b"last"))
    data_server.kill()
    data_server.start()
    bucket.complete("key", upload, parts)
    bucket.copy_object(Key="copy", CopySource="bucket/key")
    data_server.kill()
    data_server.start()
    assert bucket.get("key") == bucket.get("copy") == FIRST + b"last"
    bucket.delete_objects(Delete={"Objects": [{"Key": "key"}, {"Key": "copy"}]})
    bucket.delete_bucket()
