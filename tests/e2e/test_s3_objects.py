"""HEAD, DELETE, COPY, tags and attributes of S3's objects through boto3."""

import datetime
import hashlib

import pytest

from s3 import PART, Bucket, code, refused

HOUR = datetime.timedelta(hours=1)


def md5(body):
    return f'"{hashlib.md5(body).hexdigest()}"'


@pytest.fixture
def second(s3, unique):
    made = Bucket(s3, unique("second"))
    made.create_bucket()
    return made


def test_head_shows_what_put_was_given(bucket):
    headers = {
        "CacheControl": "no-store",
        "ContentDisposition": "inline",
        "ContentEncoding": "gzip",
        "ContentLanguage": "de",
        "ContentType": "text/plain",
        "StorageClass": "STANDARD_IA",
        "WebsiteRedirectLocation": "/there",
    }
    bucket.put("key", Metadata={"Colour": "red", "empty": ""}, Tagging="a=1&b=2", **headers)
    head = bucket.head_object(Key="key")
    assert {name: head[name] for name in headers} == headers
    assert head["Metadata"] == {"colour": "red", "empty": ""}
    assert (head["ContentLength"], head["ETag"]) == (5, md5(b"hello"))
    assert (head["AcceptRanges"], head["ServerSideEncryption"]) == ("bytes", "AES256")
    assert head["ResponseMetadata"]["HTTPHeaders"]["x-amz-tagging-count"] == "2"
    assert "ChecksumCRC32" not in head
    assert "ChecksumCRC32" in bucket.head_object(Key="key", ChecksumMode="ENABLED")
    assert bucket.head_object(Key="key", ResponseContentType="a/b")["ContentType"] == "a/b"


def test_head_without_a_type_says_binary(bucket):
    bucket.put("key")
    head = bucket.head_object(Key="key")
    assert head["ContentType"] == "binary/octet-stream"
    assert "StorageClass" not in head and "Metadata" in head


def test_how_a_body_was_sent_is_no_encoding(bucket):
    bucket.put("key", ContentEncoding="gzip,aws-chunked")
    assert bucket.head_object(Key="key")["ContentEncoding"] == "gzip"
    bucket.put("key", ContentEncoding="aws-chunked")
    assert "ContentEncoding" not in bucket.head_object(Key="key")


def test_head_of_a_part_of_the_object(bucket):
    bucket.put("key", b"0123456789")
    part = bucket.head_object(Key="key", Range="bytes=2-4")
    assert (part["ContentLength"], part["ContentRange"]) == (3, "bytes 2-4/10")
    assert part["ResponseMetadata"]["HTTPStatusCode"] == 206
    assert refused(bucket.head_object, Key="key", Range="bytes=10-")["status"] == 416
    whole = bucket.head_object(Key="key", Range="bytes=0-1,3-4")
    assert whole["ContentLength"] == 10


def test_reads_hold_their_conditions(bucket):
    bucket.put("key")
    now = bucket.head_object(Key="key")["LastModified"]

    def status(**conditions):
        try:
            return bucket.head_object(Key="key", **conditions)["ResponseMetadata"]["HTTPStatusCode"]
        except bucket.client.exceptions.ClientError as error:
            return error.response["ResponseMetadata"]["HTTPStatusCode"]

    etag = md5(b"hello")
    assert status(IfMatch=etag) == 200
    assert status(IfMatch='"other"') == 412
    assert status(IfNoneMatch=etag) == 304
    assert status(IfNoneMatch='"other"') == 200
    assert status(IfModifiedSince=now - HOUR) == 200
    assert status(IfModifiedSince=now) == 304
    assert status(IfUnmodifiedSince=now) == 200
    assert status(IfUnmodifiedSince=now - HOUR) == 412
    assert status(IfMatch=etag, IfUnmodifiedSince=now - HOUR) == 200
    assert status(IfNoneMatch=etag, IfModifiedSince=now - HOUR) == 304


def test_deleting_is_the_same_twice(bucket):
    bucket.put("key")
    for _ in range(2):
        assert bucket.delete_object(Key="key")["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert refused(bucket.head_object, Key="key")["status"] == 404
    bucket.put("key")
    wrong = refused(bucket.delete_object, Key="key", IfMatch='"other"')
    assert (wrong["Code"], wrong["status"], wrong["Condition"]) == (
        "PreconditionFailed",
        412,
        "If-Match",
    )
    bucket.delete_object(Key="key", IfMatch=md5(b"hello"))
    assert code(bucket.delete_object, Key="key", VersionId="x") == "InvalidArgument"


def test_many_are_deleted_at_once(bucket):
    for key in ("a", "b", "c", "d"):
        bucket.put(key)
    answer = bucket.delete_objects(
        Delete={
            "Objects": [
                {"Key": "a"},
                {"Key": "none"},
                {"Key": "b", "ETag": '"other"'},
                {"Key": "c", "VersionId": "x"},
            ]
        }
    )
    assert [d["Key"] for d in answer["Deleted"]] == ["a", "none"]
    errors = {e["Key"]: e["Code"] for e in answer["Errors"]}
    assert errors == {"b": "PreconditionFailed", "c": "NoSuchVersion"}
    quiet = bucket.delete_objects(Delete={"Objects": [{"Key": "b"}], "Quiet": True})
    assert "Deleted" not in quiet and "Errors" not in quiet
    assert bucket.keys() == ["c", "d"]
    for wrong in ([], [{"Key": "x"}] * 1001):
        assert code(bucket.delete_objects, Delete={"Objects": wrong}) == "MalformedXML"
    bucket.delete_objects(Delete={"Objects": [{"Key": f"none-{i}"} for i in range(1000)]})


@pytest.mark.parametrize("size", [5, 100_000])
def test_a_copy_is_an_object_of_its_own(bucket, second, size):
    body = b"x" * size
    bucket.put("from", body, ContentType="text/plain", Metadata={"a": "1"}, Tagging="t=1")
    copied = second.copy_object(Key="to", CopySource=f"{bucket.name}/from")["CopyObjectResult"]
    assert copied["ETag"] == md5(body)
    head = second.head_object(Key="to")
    assert (head["ContentType"], head["Metadata"]) == ("text/plain", {"a": "1"})
    assert second.get_object_tagging(Key="to")["TagSet"] == [{"Key": "t", "Value": "1"}]
    bucket.delete_object(Key="from")
    assert second.get("to") == body
    second.put("to", b"other")
    assert second.get("to") == b"other"


def test_a_copy_replaces_what_it_is_told_to(bucket):
    bucket.put("from", ContentType="text/plain", Metadata={"a": "1"}, Tagging="t=1")
    bucket.copy_object(
        Key="to",
        CopySource={"Bucket": bucket.name, "Key": "from"},
        MetadataDirective="REPLACE",
        Metadata={"b": "2"},
        TaggingDirective="REPLACE",
        Tagging="u=2",
        StorageClass="STANDARD_IA",
        ChecksumAlgorithm="SHA256",
    )
    head = bucket.head_object(Key="to", ChecksumMode="ENABLED")
    assert (head["ContentType"], head["Metadata"]) == ("binary/octet-stream", {"b": "2"})
    assert (head["StorageClass"], head["ChecksumType"]) == ("STANDARD_IA", "FULL_OBJECT")
    assert "ChecksumSHA256" in head
    assert bucket.get_object_tagging(Key="to")["TagSet"] == [{"Key": "u", "Value": "2"}]


def test_a_copy_onto_itself_has_to_change_something(bucket):
    bucket.put("key", Metadata={"a": "1"})
    source = f"/{bucket.name}/key"
    same = refused(bucket.copy_object, Key="key", CopySource=source)
    assert same["Code"] == "InvalidRequest"
    assert same["Message"].startswith("This copy request is illegal because it is trying to copy")
    bucket.copy_object(
        Key="key", CopySource=source, MetadataDirective="REPLACE", Metadata={"b": "2"}
    )
    assert bucket.head_object(Key="key")["Metadata"] == {"b": "2"}
    assert bucket.get("key") == b"hello"


def test_copies_hold_their_conditions(bucket):
    bucket.put("from")
    source = {"CopySource": f"{bucket.name}/from", "Key": "to"}
    now = bucket.head_object(Key="from")["LastModified"]
    for name, value in (
        ("If-Match", {"CopySourceIfMatch": '"other"'}),
        ("If-None-Match", {"CopySourceIfNoneMatch": md5(b"hello")}),
        ("If-Modified-Since", {"CopySourceIfModifiedSince": now}),
        ("If-Unmodified-Since", {"CopySourceIfUnmodifiedSince": now - HOUR}),
    ):
        failed = refused(bucket.copy_object, **source, **value)
        assert (failed["Code"], failed["status"]) == ("PreconditionFailed", 412)
        assert failed["Condition"] == f"x-amz-copy-source-{name}"
    bucket.put("to", b"old")
    assert code(bucket.copy_object, **source, IfNoneMatch="*") == "PreconditionFailed"
    bucket.copy_object(**source, IfMatch=md5(b"old"), CopySourceIfMatch=md5(b"hello"))
    assert bucket.get("to") == b"hello"


def test_copies_of_nothing_are_refused(bucket):
    for source, expected in (
        (f"{bucket.name}/none", "NoSuchKey"),
        ("no-such-bucket-here/key", "NoSuchBucket"),
        ("nothing", "InvalidArgument"),
        (f"{bucket.name}/key?versionId=x", "InvalidArgument"),
    ):
        assert code(bucket.copy_object, Key="to", CopySource=source) == expected
    bucket.put("key")
    wrong = {"Key": "to", "CopySource": f"{bucket.name}/key", "MetadataDirective": "x"}
    assert code(bucket.copy_object, **wrong) == "InvalidArgument"


def test_what_lies_in_an_archive_is_shown_and_not_read(bucket):
    source = {"Key": "to", "CopySource": f"{bucket.name}/frozen"}
    upload = bucket.create_multipart_upload(Key="to")["UploadId"]
    for archive in ("GLACIER", "DEEP_ARCHIVE"):
        bucket.put("frozen", StorageClass=archive)
        assert bucket.head_object(Key="frozen")["StorageClass"] == archive
        for frozen in (
            refused(bucket.get_object, Key="frozen"),
            refused(bucket.copy_object, **source),
            refused(bucket.upload_part_copy, **source, UploadId=upload, PartNumber=1),
        ):
            assert (frozen["Code"], frozen["status"]) == ("InvalidObjectState", 403)
            assert frozen["StorageClass"] == archive


def test_keys_in_copy_sources_are_percent_encoded(bucket):
    for key in ("a b+c/ü%20", "a?versionId=null", "//x"):
        bucket.put(key, key.encode())
        bucket.copy_object(Key="to", CopySource={"Bucket": bucket.name, "Key": key})
        assert bucket.get("to") == key.encode()


def test_tags_are_put_read_and_removed(bucket):
    bucket.put("key")
    assert bucket.get_object_tagging(Key="key")["TagSet"] == []
    tags = [{"Key": "b", "Value": "2"}, {"Key": "a", "Value": ""}]
    bucket.put_object_tagging(Key="key", Tagging={"TagSet": tags})
    assert bucket.get_object_tagging(Key="key")["TagSet"] == tags
    removed = bucket.delete_object_tagging(Key="key")
    assert removed["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert bucket.get_object_tagging(Key="key")["TagSet"] == []
    assert code(bucket.get_object_tagging, Key="none") == "NoSuchKey"
    for wrong, expected in (
        ([("a", "1"), ("a", "2")], "InvalidTag"),
        ([("aws:a", "1")], "InvalidTag"),
        ([("k" * 129, "1")], "InvalidTag"),
        ([("k", "*")], "InvalidTag"),
        ([(str(i), "1") for i in range(11)], "BadRequest"),
    ):
        tagging = {"TagSet": [{"Key": key, "Value": value} for key, value in wrong]}
        assert code(bucket.put_object_tagging, Key="key", Tagging=tagging) == expected


def test_attributes_are_those_that_are_asked_for(bucket):
    bucket.put("key", ChecksumAlgorithm="SHA1", StorageClass="STANDARD_IA")
    everything = ["ETag", "Checksum", "ObjectParts", "StorageClass", "ObjectSize"]
    answer = bucket.get_object_attributes(Key="key", ObjectAttributes=everything)
    assert answer["ETag"] == hashlib.md5(b"hello").hexdigest()
    assert (answer["ObjectSize"], answer["StorageClass"]) == (5, "STANDARD_IA")
    assert answer["Checksum"]["ChecksumType"] == "FULL_OBJECT"
    assert "ChecksumSHA1" in answer["Checksum"] and "ObjectParts" not in answer
    size = bucket.get_object_attributes(Key="key", ObjectAttributes=["ObjectSize"])
    assert size["ObjectSize"] == 5 and "ETag" not in size
    wrong = refused(bucket.get_object_attributes, Key="key", ObjectAttributes=["x"])
    assert (wrong["Code"], wrong["ArgumentName"]) == ("InvalidArgument", "x-amz-object-attributes")
    assert code(bucket.get_object_attributes, Key="none", ObjectAttributes=["ETag"]) == "NoSuchKey"


def test_attributes_show_the_parts_whose_checksums_are_kept(bucket):
    bucket.upload("key", b"a" * PART, b"b" * PART, b"c", ChecksumAlgorithm="SHA256")
    ask = {"Key": "key", "ObjectAttributes": ["ObjectParts", "Checksum"]}
    answer = bucket.get_object_attributes(**ask)
    assert answer["Checksum"]["ChecksumType"] == "COMPOSITE"
    assert answer["Checksum"]["ChecksumSHA256"].endswith("-3")
    parts = answer["ObjectParts"]
    assert parts["TotalPartsCount"] == 3
    assert [(p["PartNumber"], p["Size"]) for p in parts["Parts"]] == [(1, PART), (2, PART), (3, 1)]
    assert all("ChecksumSHA256" in part for part in parts["Parts"])
    page = bucket.get_object_attributes(**ask, MaxParts=1, PartNumberMarker=1)["ObjectParts"]
    assert [p["PartNumber"] for p in page["Parts"]] == [2]
    assert (page["IsTruncated"], page["NextPartNumberMarker"]) == (True, 2)


def test_what_objects_do_not_have_is_refused(bucket):
    bucket.put("key")
    copy = {"Key": "to", "CopySource": f"{bucket.name}/key"}
    for parameters, expected in (
        ({"ACL": "public-read"}, "AccessControlListNotSupported"),
        ({"GrantRead": "id=x"}, "AccessControlListNotSupported"),
        ({"ServerSideEncryption": "aws:kms"}, "NotImplemented"),
        ({"ServerSideEncryption": "x"}, "InvalidArgument"),
        ({"StorageClass": "SNOW"}, "InvalidStorageClass"),
        ({"ObjectLockLegalHoldStatus": "ON"}, "InvalidRequest"),
        ({"ChecksumAlgorithm": "XXHASH64"}, "NotImplemented"),
        ({"ChecksumAlgorithm": "x"}, "InvalidRequest"),
        ({"IfNoneMatch": '"etag"'}, "NotImplemented"),
    ):
        assert code(bucket.copy_object, **copy, **parameters) == expected
    large = refused(
        bucket.copy_object, **copy, MetadataDirective="REPLACE", Metadata={"a": "x" * 2048}
    )
    assert (large["Code"], large["MaxSizeAllowed"]) == ("MetadataTooLarge", "2048")
    bucket.copy_object(**copy, ACL="bucket-owner-full-control", ServerSideEncryption="AES256")
