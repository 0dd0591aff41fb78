"""Listing S3's objects through boto3."""

import pytest

from s3 import code, refused


def rolled(answer):
    return [p["Prefix"] for p in answer.get("CommonPrefixes", [])]


def keys(answer):
    return [o["Key"] for o in answer.get("Contents", [])]


@pytest.fixture
def tree(bucket):
    for key in ("a", "docs/1", "docs/2", "docs/old/1", "z/"):
        bucket.put(key)
    return bucket


def test_objects_show_what_they_are(bucket):
    etag = bucket.put("key", ChecksumAlgorithm="CRC32")["ETag"]
    answer = bucket.list_objects_v2(FetchOwner=True)
    (shown,) = answer["Contents"]
    assert shown["LastModified"].microsecond == 0
    assert (shown["Key"], shown["Size"], shown["ETag"]) == ("key", 5, etag)
    assert shown["StorageClass"] == "STANDARD"
    assert (shown["ChecksumAlgorithm"], shown["ChecksumType"]) == (["CRC32"], "FULL_OBJECT")
    assert len(shown["Owner"]["ID"]) == 64
    expected = {"Name": bucket.name, "Prefix": "", "KeyCount": 1, "MaxKeys": 1000}
    assert {name: answer[name] for name in expected} == expected
    assert not answer["IsTruncated"]
    assert "Owner" not in bucket.list_objects_v2()["Contents"][0]
    assert "Owner" in bucket.list_objects()["Contents"][0]


def test_an_empty_bucket_has_nothing_to_show(bucket):
    answer = bucket.list_objects_v2()
    assert "Contents" not in answer and "CommonPrefixes" not in answer
    assert (answer["KeyCount"], answer["IsTruncated"]) == (0, False)


def test_keys_go_in_the_order_of_their_bytes(bucket):
    names = ["b", "B", "a/b", "a b", "a+b", "a%20b", "é", "日本", "../x", "<&>\"'", "a\tb"]
    for name in names:
        bucket.put(name)
    expected = sorted(names, key=lambda name: name.encode())
    assert bucket.keys() == expected
    assert keys(bucket.list_objects()) == expected
    assert keys(bucket.list_objects_v2(EncodingType="url")) != expected


def test_keys_may_have_1024_bytes(bucket):
    longest = ["k" * 1024, "é" * 512]
    for key in longest:
        bucket.put(key, key.encode())
    assert bucket.keys() == longest
    for key in longest:
        assert bucket.get(key) == key.encode()
    long = refused(bucket.put, key="k" * 1025)
    assert (long["Code"], long["Size"], long["MaxSizeAllowed"]) == (
        "KeyTooLongError",
        "1025",
        "1024",
    )


def test_what_is_behind_a_delimiter_is_rolled_up(tree):
    for listed in (tree.list_objects(Delimiter="/"), tree.list_objects_v2(Delimiter="/")):
        assert (keys(listed), rolled(listed)) == (["a"], ["docs/", "z/"])
        assert listed["Delimiter"] == "/"
    below = tree.list_objects_v2(Prefix="docs/", Delimiter="/")
    assert (keys(below), rolled(below)) == (["docs/1", "docs/2"], ["docs/old/"])
    assert below["KeyCount"] == 3
    assert keys(tree.list_objects_v2(Prefix="docs/o")) == ["docs/old/1"]
    assert rolled(tree.list_objects_v2(Delimiter="old")) == ["docs/old"]


def test_version_2_goes_on_with_its_token(tree):
    for delimiter in ({}, {"Delimiter": "/"}):
        whole = tree.list_objects_v2(**delimiter)
        seen, token = [], {}
        while True:
            page = tree.list_objects_v2(MaxKeys=1, **delimiter, **token)
            assert page["KeyCount"] == page["MaxKeys"] == 1
            seen += keys(page) + rolled(page)
            if not page["IsTruncated"]:
                break
            token = {"ContinuationToken": page["NextContinuationToken"]}
        assert seen == sorted(keys(whole) + rolled(whole))
    assert tree.list_objects_v2(StartAfter="docs/2")["StartAfter"] == "docs/2"
    assert tree.keys(StartAfter="docs/2") == ["docs/old/1", "z/"]
    wrong = refused(tree.list_objects_v2, ContinuationToken="nonsense")
    assert (wrong["Code"], wrong["ArgumentName"]) == ("InvalidArgument", "continuation-token")


def test_version_1_goes_on_behind_a_marker(tree):
    first = tree.list_objects(MaxKeys=2)
    assert (keys(first), first["IsTruncated"], first["Marker"]) == (["a", "docs/1"], True, "")
    assert "NextMarker" not in first
    assert keys(tree.list_objects(Marker="docs/1")) == ["docs/2", "docs/old/1", "z/"]
    page = tree.list_objects(Delimiter="/", MaxKeys=2)
    assert page["NextMarker"] == "docs/"
    assert rolled(tree.list_objects(Delimiter="/", Marker="docs/")) == ["z/"]
    # Whoever starts below a prefix has had it.
    assert rolled(tree.list_objects(Delimiter="/", Marker="docs/1")) == ["z/"]


def test_pages_have_at_most_1000_keys(bucket):
    assert bucket.list_objects_v2(MaxKeys=5000)["MaxKeys"] == 1000
    nothing = bucket.list_objects_v2(MaxKeys=0)
    assert (nothing["MaxKeys"], nothing["IsTruncated"]) == (0, False)
    negative = refused(bucket.list_objects_v2, MaxKeys=-1)
    assert (negative["Code"], negative["ArgumentName"]) == ("InvalidArgument", "maxKeys")


def test_every_key_comes_once_through_the_paginator(bucket):
    names = [f"{i // 40:02}/{i:04}" for i in range(1100)]
    for name in names:
        bucket.put(name, b"")
    pages = bucket.client.get_paginator("list_objects_v2").paginate(Bucket=bucket.name)
    assert [o["Key"] for page in pages for o in page["Contents"]] == names
    assert len(rolled(bucket.list_objects_v2(Delimiter="/"))) == 28


def test_what_is_wrong_is_refused(bucket, s3):
    assert code(bucket.list_objects_v2, EncodingType="x") == "InvalidArgument"
    missing = refused(s3.list_objects_v2, Bucket="no-such-bucket-here")
    assert (missing["Code"], missing["status"]) == ("NoSuchBucket", 404)
