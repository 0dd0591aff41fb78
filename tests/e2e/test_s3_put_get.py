"""Bodies, headers and keys of S3's objects through boto3."""

import datetime
import hashlib
import io
import random

import pytest
from botocore.exceptions import ParamValidationError

from s3 import Bucket, code, refused

INLINE = 32 * 1024  # bytes: what is kept in the object's record; more is a file
SIZES = [0, 1, INLINE, INLINE + 1, 5 << 20, 70 << 20]


def noise(size):
    return random.Random(size).randbytes(size)


def etag(body):
    return f'"{hashlib.md5(body).hexdigest()}"'


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("form", [bytes, io.BytesIO], ids=["bytes", "file"])
def test_bodies_come_back_as_they_were(bucket, size, form):
    body = noise(size)
    assert bucket.put("key", form(body))["ETag"] == etag(body)
    answer = bucket.get_object(Key="key")
    assert (answer["ContentLength"], answer["ETag"]) == (size, etag(body))
    assert "ContentRange" not in answer
    assert hashlib.sha256(answer["Body"].read()).digest() == hashlib.sha256(body).digest()
    assert bucket.list_objects_v2()["Contents"][0]["Size"] == size


def test_objects_of_nothing_are_put_in_a_row(bucket):
    """boto3 waits for "100 Continue" before each, on one connection."""
    bodies = [b"", b"x", b"", b"", noise(100_000), b""]
    for i, body in enumerate(bodies):
        bucket.put(str(i), body)
    assert [bucket.get(key) for key in bucket.keys()] == bodies


def test_a_file_goes_up_and_down_in_parts(bucket, tmp_path):
    body = noise(20_000_000)
    (tmp_path / "up").write_bytes(body)
    bucket.client.upload_file(str(tmp_path / "up"), bucket.name, "key")
    bucket.client.download_file(bucket.name, "key", str(tmp_path / "down"))
    assert (tmp_path / "down").read_bytes() == body
    assert bucket.head_object(Key="key")["ETag"].endswith('-3"')


@pytest.mark.parametrize("sizes", [(5, 100_000), (100_000, 5), (100_000, 100_001), (5, 0)])
def test_a_later_object_takes_the_place_of_the_earlier(bucket, sizes):
    old, new = map(noise, sizes)
    bucket.put("key", old, ContentType="text/plain", Metadata={"a": "1"}, Tagging="t=1")
    bucket.put("key", new, Metadata={"b": "2"})
    answer = bucket.get_object(Key="key")
    assert answer["Body"].read() == new
    assert (answer["ContentType"], answer["Metadata"]) == ("binary/octet-stream", {"b": "2"})
    assert bucket.get_object_tagging(Key="key")["TagSet"] == []
    assert bucket.keys() == ["key"]


def test_a_reader_keeps_the_object_that_it_began(bucket):
    old = noise(5 << 20)
    bucket.put("key", old)
    reader = bucket.get_object(Key="key")["Body"]
    first = reader.read(1000)
    bucket.put("key", b"new")
    bucket.delete_object(Key="key")
    assert first + reader.read() == old


def test_get_shows_what_put_was_given(bucket):
    headers = {
        "CacheControl": "max-age=60",
        "ContentDisposition": 'attachment; filename="a b.txt"',
        "ContentEncoding": "gzip",
        "ContentLanguage": "de, en",
        "ContentType": "text/plain; charset=utf-8",
    }
    expires = datetime.datetime(2030, 1, 2, 3, 4, 5, tzinfo=datetime.timezone.utc)
    bucket.put("key", Expires=expires, **headers)
    answer = bucket.get_object(Key="key")
    assert {name: answer[name] for name in headers} == headers
    assert answer["Expires"] == expires
    assert answer["AcceptRanges"] == "bytes"
    age = datetime.datetime.now(datetime.timezone.utc) - answer["LastModified"]
    assert abs(age.total_seconds()) < 60
    raw = answer["ResponseMetadata"]["HTTPHeaders"]
    assert raw["last-modified"].endswith(" GMT")
    assert raw["x-amz-request-id"] and raw["server"] == "AmazonS3"


def test_an_answers_headers_can_be_asked_for(bucket):
    bucket.put("key", ContentType="text/plain", CacheControl="no-store")
    asked = {
        "ResponseCacheControl": "max-age=1",
        "ResponseContentDisposition": "attachment",
        "ResponseContentEncoding": "br",
        "ResponseContentLanguage": "fr",
        "ResponseContentType": "application/json",
        "ResponseExpires": datetime.datetime(2031, 1, 1, tzinfo=datetime.timezone.utc),
    }
    answer = bucket.get_object(Key="key", **asked)
    for name, value in asked.items():
        assert answer[name.removeprefix("Response")] == value
    assert bucket.get_object(Key="key")["ContentType"] == "text/plain"


def test_metadata_are_kept_with_names_in_lower_case(bucket):
    metadata = {"Colour": "Dark  Red", "x-y_z.1": "a,b;c=d", "empty": ""}
    bucket.put("key", Metadata=metadata)
    kept = bucket.get_object(Key="key")["Metadata"]
    assert kept == {name.lower(): value for name, value in metadata.items()}


def test_boto3_refuses_metadata_that_are_not_ascii(bucket):
    with pytest.raises(ParamValidationError, match="Non ascii characters"):
        bucket.put("key", Metadata={"colour": "grün"})


def test_metadata_end_at_two_kilobytes(bucket):
    bucket.put("most", Metadata={"ab": "x" * 1023, "cd": "y" * 1021})
    assert len(bucket.get_object(Key="most")["Metadata"]["cd"]) == 1021
    for metadata in ({"a": "x" * 2048}, {"ab": "x" * 1023, "cd": "y" * 1022}):
        large = refused(bucket.put, key="large", Metadata=metadata)
        assert (large["Code"], large["status"]) == ("MetadataTooLarge", 400)
        assert (large["MaxSizeAllowed"], large["Size"]) == ("2048", "2049")
    assert bucket.keys() == ["most"]


@pytest.mark.parametrize(
    "storage_class",
    ["REDUCED_REDUNDANCY", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR"],
)
def test_storage_classes_are_told(bucket, storage_class):
    bucket.put("key", StorageClass=storage_class)
    assert bucket.get_object(Key="key")["StorageClass"] == storage_class
    assert bucket.list_objects_v2()["Contents"][0]["StorageClass"] == storage_class


@pytest.mark.parametrize("storage_class", ["GLACIER", "DEEP_ARCHIVE"])
def test_what_is_archived_is_not_read(bucket, storage_class):
    bucket.put("key", StorageClass=storage_class)
    assert bucket.head_object(Key="key")["StorageClass"] == storage_class
    frozen = refused(bucket.get_object, Key="key")
    assert (frozen["Code"], frozen["status"]) == ("InvalidObjectState", 403)
    assert frozen["StorageClass"] == storage_class


def test_other_storage_classes_are_refused(bucket):
    for storage_class in ("FAST", "OUTPOSTS", "standard"):
        assert code(bucket.put, key="key", StorageClass=storage_class) == "InvalidStorageClass"
    assert bucket.keys() == []


KEYS = [
    "../x",
    "../../etc/passwd",
    "a/../b",
    "a/./b",
    ".",
    "..",
    "./",
    "/",
    "//",
    "/a",
    "//a//b//",
    " ",
    " a  b ",
    "a+b",
    "a%20b",
    "a%2Fb",
    "100%",
    "a?b=c&d#e",
    "<&>\"'",
    "\\back\\slash",
    "a:b;c,d=e@f$g!h*i(j)k~l",
    "\x01\x1f\x7f",
    "tab\tline\nreturn\rend",
    "\U0001f411 sheep/\u00fc\u00df",
    "e\u0301 is not \u00e9",
    "\u00e9",
    "\ufffd\uffff",
    "k" * 1024,
    "\U0001f411" * 256,
    "a",
    "a/",
    "a/b",
    "a/b/c",
    "A",
    "s3/bodies/00",
]


def test_keys_are_any_text(bucket):
    for key in KEYS:
        bucket.put(key, key.encode())
    for key in KEYS:
        assert bucket.get(key) == key.encode(), key
        assert bucket.head_object(Key=key)["ContentLength"] == len(key.encode())
    expected = sorted(KEYS, key=lambda key: key.encode())
    assert bucket.keys() == expected
    assert [o["Key"] for o in bucket.list_objects()["Contents"]] == expected
    bucket.delete_object(Key="a/")
    assert bucket.get("a") == b"a" and bucket.get("a/b") == b"a/b"
    # XML cannot carry all of them, and boto3 reads no lenient one.
    objects = [{"Key": key} for key in KEYS if key.isprintable() and key != "\ufffd\uffff"]
    answer = bucket.delete_objects(Delete={"Objects": objects})
    assert answer["Deleted"] == objects
    for key in bucket.keys():
        bucket.delete_object(Key=key)
    bucket.delete_bucket()


def test_a_key_is_never_a_path(client, data_server, tmp_path):
    bucket = Bucket(client("s3", server=data_server), "bucket")
    bucket.create_bucket()
    body = noise(100_000)
    for key in KEYS:
        bucket.put(key, body + key.encode())
    files = [p for p in tmp_path.rglob("*") if p.is_file() and "store.mdb" not in p.name]
    bodies = [p for p in files if p.name != "lock"]
    assert len(bodies) == len(KEYS)
    assert all(p.relative_to(tmp_path / "data").parts[0] == "s3" for p in bodies)
    for key in KEYS:
        assert bucket.get(key) == body + key.encode()


def test_keys_that_are_no_keys_are_refused(bucket):
    long = refused(bucket.put, key="\u00e9" * 513)
    assert (long["Code"], long["Size"], long["status"]) == ("KeyTooLongError", "1026", 400)
    for call in (bucket.get_object, bucket.head_object, bucket.delete_object):
        assert refused(call, Key="k" * 1025)["status"] == 400


def test_what_is_not_there_is_named(bucket):
    missing = refused(bucket.get_object, Key="a/<none>")
    assert (missing["Code"], missing["status"]) == ("NoSuchKey", 404)
    assert (missing["Key"], missing["Message"]) == (
        "a/<none>",
        "The specified key does not exist.",
    )
    bucket.put("key")
    assert code(bucket.get_object, Key="key/") == "NoSuchKey"
    assert code(bucket.get_object, Key="ke") == "NoSuchKey"
    client = bucket.client
    gone = refused(client.put_object, Bucket="no-such-bucket-here", Key="key", Body=b"x")
    assert (gone["Code"], gone["BucketName"]) == ("NoSuchBucket", "no-such-bucket-here")
