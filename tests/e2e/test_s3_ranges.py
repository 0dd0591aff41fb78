"""Some bytes of S3's objects: ranges and parts."""

import random

import pytest

from s3 import PART, refused

SIZES = [1_000, 100_000, 6 << 20]


@pytest.fixture(params=[*SIZES, "parts"])
def whole(bucket, request):
    """An object in its record, in a file, or in several; its bytes."""
    if request.param == "parts":
        body = random.Random(0).randbytes(2 * PART + 77)
        bucket.upload("key", body[:PART], body[PART : 2 * PART], body[2 * PART :])
    else:
        body = random.Random(0).randbytes(request.param)
        bucket.put("key", body)
    return body


def test_every_form_of_a_range(bucket, whole):
    size = len(whole)
    forms = {
        "bytes=0-0": (0, 1),
        "bytes=0-": (0, size),
        "bytes=1-1": (1, 2),
        f"bytes={size - 1}-": (size - 1, size),
        f"bytes={size - 1}-{size - 1}": (size - 1, size),
        f"bytes={size // 3}-{2 * size // 3}": (size // 3, 2 * size // 3 + 1),
        f"bytes=10-{size * 2}": (10, size),
        "bytes=10-99999999999999999999999": (10, size),
        "bytes=-1": (size - 1, size),
        "bytes=-100": (size - 100, size),
        f"bytes=-{size}": (0, size),
        f"bytes=-{size + 1}": (0, size),
    }
    for text, (first, end) in forms.items():
        answer = bucket.get_object(Key="key", Range=text)
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 206, text
        assert answer["ContentRange"] == f"bytes {first}-{end - 1}/{size}", text
        assert answer["ContentLength"] == end - first
        assert answer["Body"].read() == whole[first:end], text
        assert answer["ETag"] == bucket.head_object(Key="key")["ETag"]


def test_ranges_across_the_ends_of_parts(bucket):
    body = random.Random(1).randbytes(2 * PART + 100)
    bucket.upload("key", body[:PART], body[PART : 2 * PART], body[2 * PART :])
    for first, last in (
        (PART - 1, PART),
        (PART, PART),
        (PART - 1, PART - 1),
        (PART - 10, 2 * PART + 10),
        (2 * PART - 1, 2 * PART),
        (0, 2 * PART + 99),
    ):
        assert bucket.get("key", Range=f"bytes={first}-{last}") == body[first : last + 1]


def test_what_is_behind_the_end_is_not_satisfiable(bucket, whole):
    size = len(whole)
    for text in (f"bytes={size}-", f"bytes={size}-{size + 5}", "bytes=-0", "bytes=9999999999-"):
        wrong = refused(bucket.get_object, Key="key", Range=text)
        assert (wrong["Code"], wrong["status"]) == ("InvalidRange", 416), text
        assert (wrong["RangeRequested"], wrong["ActualObjectSize"]) == (text, str(size))
        assert refused(bucket.head_object, Key="key", Range=text)["status"] == 416


def test_of_nothing_there_is_no_range(bucket):
    bucket.put("empty", b"")
    for text in ("bytes=0-", "bytes=0-0", "bytes=-1"):
        assert refused(bucket.get_object, Key="empty", Range=text)["status"] == 416
    assert bucket.get("empty") == b""


def test_what_is_no_range_is_ignored(bucket):
    bucket.put("key", b"0123456789")
    for text in ("bytes=5-2", "bytes=a-b", "bytes", "bytes=", "bytes=-", "lines=0-1", "bytes=0-1,4-5"):
        answer = bucket.get_object(Key="key", Range=text)
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200, text
        assert answer["Body"].read() == b"0123456789"


def test_the_parts_of_an_upload_are_read_one_by_one(bucket):
    parts = [b"a" * PART, b"b" * (PART + 1), b"c"]
    bucket.upload("key", *parts)
    size = sum(map(len, parts))
    first = 0
    for number, part in enumerate(parts, 1):
        answer = bucket.get_object(Key="key", PartNumber=number)
        assert answer["ResponseMetadata"]["HTTPStatusCode"] == 206
        assert answer["PartsCount"] == 3
        assert answer["ContentRange"] == f"bytes {first}-{first + len(part) - 1}/{size}"
        assert answer["Body"].read() == part
        first += len(part)
    wrong = refused(bucket.get_object, Key="key", PartNumber=4)
    assert (wrong["Code"], wrong["status"]) == ("InvalidPartNumber", 416)
    assert (wrong["PartNumberRequested"], wrong["ActualPartCount"]) == ("4", "3")
    for number in (0, 10_001, -1):
        invalid = refused(bucket.get_object, Key="key", PartNumber=number)
        assert (invalid["Code"], invalid["status"]) == ("InvalidArgument", 400)


def test_other_objects_are_their_own_first_part(bucket):
    bucket.put("key", b"hello")
    answer = bucket.get_object(Key="key", PartNumber=1)
    assert (answer["Body"].read(), answer["ContentRange"]) == (b"hello", "bytes 0-4/5")
    assert "PartsCount" not in answer
    assert refused(bucket.get_object, Key="key", PartNumber=2)["status"] == 416
    both = refused(bucket.get_object, Key="key", PartNumber=1, Range="bytes=0-1")
    assert (both["Code"], both["status"]) == ("InvalidRequest", 400)


def test_a_range_goes_with_conditions(bucket):
    etag = bucket.put("key", b"0123456789")["ETag"]
    assert bucket.get("key", Range="bytes=1-2", IfMatch=etag) == b"12"
    old = refused(bucket.get_object, Key="key", Range="bytes=1-2", IfMatch='"other"')
    assert (old["Code"], old["status"]) == ("PreconditionFailed", 412)
    assert refused(bucket.get_object, Key="key", Range="bytes=99-", IfMatch='"o"')["status"] == 412
