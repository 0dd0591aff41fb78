"""Reads and writes of S3's objects that depend on what is there, alone and in races."""

import concurrent.futures
import datetime
import hashlib
import threading

import pytest
from botocore.exceptions import ClientError

from conftest import boto3_client
from s3 import Bucket, code, refused

HOUR = datetime.timedelta(hours=1)
ETAG = f'"{hashlib.md5(b"hello").hexdigest()}"'


def test_reads_hold_their_conditions(bucket):
    bucket.put("key")
    now = bucket.head_object(Key="key")["LastModified"]
    for conditions in (
        {"IfMatch": ETAG},
        {"IfMatch": "*"},
        {"IfMatch": f'"other", {ETAG}'},
        {"IfMatch": ETAG.strip('"')},
        {"IfNoneMatch": '"other"'},
        {"IfModifiedSince": now - HOUR},
        {"IfUnmodifiedSince": now},
        {"IfMatch": ETAG, "IfUnmodifiedSince": now - HOUR},
        {"IfNoneMatch": '"other"', "IfModifiedSince": now},
    ):
        assert bucket.get("key", **conditions) == b"hello", conditions
    for conditions in (
        {"IfNoneMatch": ETAG},
        {"IfNoneMatch": "*"},
        {"IfModifiedSince": now},
        {"IfNoneMatch": ETAG, "IfModifiedSince": now - HOUR},
    ):
        same = refused(bucket.get_object, Key="key", **conditions)
        assert (same["Code"], same["status"]) == ("304", 304), conditions
    for conditions, name in (
        ({"IfMatch": '"other"'}, "If-Match"),
        ({"IfUnmodifiedSince": now - HOUR}, "If-Unmodified-Since"),
        ({"IfMatch": '"other"', "IfUnmodifiedSince": now}, "If-Match"),
    ):
        failed = refused(bucket.get_object, Key="key", **conditions)
        assert (failed["Code"], failed["status"]) == ("PreconditionFailed", 412)
        assert failed["Condition"] == name
    assert code(bucket.get_object, Key="none", IfMatch="*") == "NoSuchKey"


def test_an_object_is_put_where_there_is_none(bucket):
    bucket.put("key", IfNoneMatch="*")
    for size in (5, 100_000):
        taken = refused(bucket.put, key="key", body=b"x" * size, IfNoneMatch="*")
        assert (taken["Code"], taken["status"]) == ("PreconditionFailed", 412)
        assert taken["Condition"] == "If-None-Match"
    assert bucket.get("key") == b"hello"
    bucket.delete_object(Key="key")
    bucket.put("key", b"again", IfNoneMatch="*")
    assert bucket.get("key") == b"again"


def test_an_object_is_put_in_place_of_one(bucket):
    missing = refused(bucket.put, key="key", IfMatch=ETAG)
    assert (missing["Code"], missing["status"]) == ("NoSuchKey", 404)
    bucket.put("key")
    new = bucket.put("key", b"new", IfMatch=ETAG)["ETag"]
    old = refused(bucket.put, key="key", body=b"newer", IfMatch=ETAG)
    assert (old["Code"], old["status"], old["Condition"]) == ("PreconditionFailed", 412, "If-Match")
    assert bucket.get("key", IfMatch=new) == b"new"


def test_other_conditions_are_not_implemented(bucket):
    for conditions in ({"IfNoneMatch": ETAG}, {"IfNoneMatch": "*", "IfMatch": ETAG}):
        wrong = refused(bucket.put, key="key", **conditions)
        assert (wrong["Code"], wrong["status"]) == ("NotImplemented", 501)
    assert bucket.keys() == []


def in_threads(server, work, count=4):
    """work(number, client) at the same time; what each gave."""
    start = threading.Barrier(count)

    def run(number):
        own = boto3_client("s3", server)
        start.wait(30)
        return work(number, own)

    with concurrent.futures.ThreadPoolExecutor(count) as pool:
        return list(pool.map(run, range(count)))


@pytest.mark.parametrize("size", [10, 100_000])
def test_of_writers_in_a_race_one_wins(bucket, server, size):
    def attempt(key):
        def work(number, client):
            body = bytes([number]) * size
            try:
                Bucket(client, bucket.name).put(key, body, IfNoneMatch="*")
                return body
            except ClientError as lost:
                assert lost.response["Error"]["Code"] == "PreconditionFailed"
                return None

        return work

    for race in range(10):
        (winner,) = [body for body in in_threads(server, attempt(f"key-{race}")) if body]
        assert bucket.get(f"key-{race}") == winner


def test_no_update_is_lost(bucket, server):
    bucket.put("count", b"0")

    def count(_, client):
        own = Bucket(client, bucket.name)
        for _ in range(10):
            while True:
                now = own.get_object(Key="count")
                more = str(int(now["Body"].read()) + 1).encode()
                try:
                    own.put("count", more, IfMatch=now["ETag"])
                    break
                except ClientError as lost:
                    assert lost.response["Error"]["Code"] == "PreconditionFailed"

    in_threads(server, count, 3)
    assert bucket.get("count") == b"30"


def test_readers_see_one_object_or_the_other(bucket, server):
    bodies = [bytes([i]) * size for i, size in enumerate((100_000, 10, 3_000_000, 33_000))]
    bucket.put("key", bodies[0])
    done = threading.Event()

    def work(number, client):
        own = Bucket(client, bucket.name)
        if number == 0:
            for i in range(40):
                own.put("key", bodies[i % len(bodies)])
            done.set()
            return 0
        seen = 0
        while not done.is_set():
            assert own.get("key") in bodies
            seen += 1
        return seen

    assert all(in_threads(server, work, 3)[1:])
