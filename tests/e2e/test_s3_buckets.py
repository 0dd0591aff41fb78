"""S3's buckets through boto3."""

import datetime

import pytest

from s3 import Bucket, code, refused

OTHER = "111111111111"


@pytest.fixture
def other(client):
    """Another account's client."""
    return client("s3", key=OTHER)


@pytest.fixture
def paris(client):
    return client("s3", region="eu-west-3")


def make(client, name, region=None):
    configuration = {"CreateBucketConfiguration": {"LocationConstraint": region}} if region else {}
    return client.create_bucket(Bucket=name, **configuration)


def test_a_bucket_is_made_found_and_removed(s3, unique):
    name = unique("bucket")
    assert s3.create_bucket(Bucket=name)["Location"] == f"/{name}"
    head = s3.head_bucket(Bucket=name)
    assert head["BucketRegion"] == "us-east-1"
    assert head["BucketArn"] == f"arn:aws:s3:::{name}"
    assert s3.delete_bucket(Bucket=name)["ResponseMetadata"]["HTTPStatusCode"] == 204
    assert refused(s3.head_bucket, Bucket=name)["status"] == 404
    missing = refused(s3.delete_bucket, Bucket=name)
    assert (missing["Code"], missing["status"]) == ("NoSuchBucket", 404)
    assert missing["Message"] == "The specified bucket does not exist"
    assert missing["BucketName"] == name


@pytest.mark.parametrize("name", ["ab", "Upper", "a_b", "192.168.1.1", "a..b", "x" * 64, "xn--abc"])
def test_names_follow_the_rules(client, name):
    s3 = client("s3", s3={"addressing_style": "path"})
    # boto3 refuses some of these names by itself.
    s3.meta.events.unregister("before-parameter-build.s3", _validate_bucket_name())
    bad = refused(s3.create_bucket, Bucket=name)
    assert (bad["Code"], bad["status"], bad["BucketName"]) == ("InvalidBucketName", 400, name)


def _validate_bucket_name():
    from botocore.handlers import validate_bucket_name

    return validate_bucket_name


def test_a_bucket_is_made_again_in_us_east_1_only(s3, other, paris, unique):
    name = unique("bucket")
    make(s3, name)
    make(s3, name)
    assert refused(other.create_bucket, Bucket=name)["Code"] == "BucketAlreadyExists"
    there = unique("bucket")
    make(paris, there, "eu-west-3")
    again = refused(lambda: make(paris, there, "eu-west-3"))
    assert (again["Code"], again["status"]) == ("BucketAlreadyOwnedByYou", 409)


def test_the_location_is_the_requests_region(s3, paris, unique):
    name = unique("bucket")
    answer = make(paris, name, "eu-west-3")
    assert answer["Location"] == f"http://{name}.s3.amazonaws.com/"
    assert s3.get_bucket_location(Bucket=name)["LocationConstraint"] == "eu-west-3"
    assert s3.head_bucket(Bucket=name)["BucketRegion"] == "eu-west-3"
    here = unique("bucket")
    make(s3, here)
    assert s3.get_bucket_location(Bucket=here)["LocationConstraint"] is None
    illegal = refused(paris.create_bucket, Bucket=unique("bucket"))
    assert illegal["Code"] == "IllegalLocationConstraintException"
    elsewhere = refused(lambda: make(paris, unique("bucket"), "eu-west-1"))
    assert "The eu-west-1 location constraint is incompatible" in elsewhere["Message"]
    assert refused(lambda: make(s3, unique("bucket"), "nowhere"))["Code"] == (
        "InvalidLocationConstraint"
    )


def test_buckets_are_listed_to_their_owner_in_pages(client, unique):
    s3 = client("s3", key="222222222222")
    prefix = unique("list")
    names = [f"{prefix}-{i}" for i in range(3)]
    for name in reversed(names):
        make(s3, name)
    answer = s3.list_buckets()
    listed = [b for b in answer["Buckets"] if b["Name"].startswith(prefix)]
    assert [b["Name"] for b in listed] == names
    assert "BucketRegion" not in listed[0]
    age = datetime.datetime.now(datetime.timezone.utc) - listed[0]["CreationDate"]
    assert abs(age.total_seconds()) < 60
    assert len(answer["Owner"]["ID"]) == 64

    first = s3.list_buckets(Prefix=prefix, MaxBuckets=2)
    assert [b["Name"] for b in first["Buckets"]] == names[:2]
    assert first["Buckets"][0]["BucketRegion"] == "us-east-1"
    rest = s3.list_buckets(Prefix=prefix, ContinuationToken=first["ContinuationToken"])
    assert [b["Name"] for b in rest["Buckets"]] == names[2:]
    assert "ContinuationToken" not in rest
    assert s3.list_buckets(Prefix=prefix, BucketRegion="eu-west-3")["Buckets"] == []
    assert code(s3.list_buckets, MaxBuckets=0) == "InvalidArgument"
    assert code(s3.list_buckets, ContinuationToken="x") == "InvalidArgument"


def test_a_bucket_with_objects_stays(bucket):
    bucket.put("key")
    busy = refused(bucket.delete_bucket)
    assert (busy["Code"], busy["status"]) == ("BucketNotEmpty", 409)
    bucket.delete_object(Key="key")
    bucket.create_multipart_upload(Key="begun")
    bucket.delete_bucket()


def test_a_bucket_is_its_owners(bucket, other):
    bucket.put("key")
    theirs = Bucket(other, bucket.name)
    assert refused(theirs.head_bucket)["status"] == 403
    for refusal in (
        refused(theirs.list_objects_v2),
        refused(theirs.delete_object, Key="key"),
        refused(theirs.delete_bucket),
        refused(bucket.list_objects_v2, ExpectedBucketOwner=OTHER),
    ):
        assert (refusal["Code"], refusal["status"]) == ("AccessDenied", 403)
    assert bucket.keys(ExpectedBucketOwner="000000000000") == ["key"]
    wrong = refused(bucket.list_objects_v2, ExpectedBucketOwner="me")
    assert wrong["Code"] == "InvalidBucketOwnerAWSAccountID"


def test_what_buckets_do_not_have_is_refused(s3, unique):
    for parameters, expected in (
        ({"ACL": "public-read"}, "InvalidBucketAclWithObjectOwnership"),
        ({"GrantRead": "id=x"}, "InvalidBucketAclWithObjectOwnership"),
        ({"ObjectLockEnabledForBucket": True}, "NotImplemented"),
        ({"ObjectOwnership": "ObjectWriter"}, "NotImplemented"),
        ({"ObjectOwnership": "x"}, "InvalidArgument"),
        ({"CreateBucketConfiguration": {"Tags": [{"Key": "a", "Value": "b"}]}}, "NotImplemented"),
    ):
        assert code(s3.create_bucket, Bucket=unique("bucket"), **parameters) == expected
    s3.create_bucket(Bucket=unique("bucket"), ACL="private", ObjectOwnership="BucketOwnerEnforced")


def test_reset_empties_one_account(client, server, unique):
    mine, theirs = (client("s3", key=account) for account in ("333333333333", "444444444444"))
    for s3 in (mine, theirs):
        bucket = Bucket(s3, unique("bucket"))
        bucket.create_bucket()
        bucket.put("small")
        bucket.put("large", b"x" * 100_000)
    server.reset(service="s3", account="333333333333")
    assert mine.list_buckets()["Buckets"] == []
    (left,) = theirs.list_buckets()["Buckets"]
    assert Bucket(theirs, left["Name"]).get("large") == b"x" * 100_000
