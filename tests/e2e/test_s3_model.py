"""S3 against a model of it: random operations on objects and uploads, and kills; everything compared."""

import hashlib
import random
import threading

import pytest
from botocore.exceptions import BotoCoreError, ClientError

from conftest import boto3_client
from s3 import PART, Bucket
from s3_wire import files

KEYS = ["a", "a/", "a/b", "a/b/c", "b", "dir/1", "dir/2", "dir/sub/3", "dir0", "\u00fc", "long/" + "k" * 900]
PREFIXES = ["", "a", "a/", "dir", "dir/", "dir/s", "none"]
TAGS = [{}, {"colour": "red"}, {"a": "1", "b": ""}]
STEPS = 60
ROUNDS = 8


class Object:
    def __init__(self, body, tags, etag=None):
        self.body = body
        self.tags = tags
        self.etag = etag or hashlib.md5(body).hexdigest()


class Upload:
    def __init__(self, key, tags):
        self.key = key
        self.tags = tags
        self.parts = {}  # by number: body


class Model:
    """What the bucket should hold."""

    def __init__(self):
        self.objects = {}
        self.uploads = {}  # by id

    def complete(self, upload, numbers):
        """The object that these parts of an upload become."""
        bodies = [upload.parts[number] for number in numbers]
        digest = hashlib.md5(b"".join(hashlib.md5(body).digest() for body in bodies)).hexdigest()
        return Object(b"".join(bodies), upload.tags, f"{digest}-{len(bodies)}")

    def listed(self, prefix, delimiter):
        """Keys and common prefixes, in order."""
        found = set()
        for key in self.objects:
            if not key.startswith(prefix):
                continue
            end = key.find(delimiter, len(prefix)) if delimiter else -1
            found.add(key if end < 0 else key[: end + len(delimiter)] + "\0")
        return sorted((name.rstrip("\0") for name in found), key=str.encode)


class Run:
    """Changes a bucket and its model alike."""

    def __init__(self, server, chance):
        self.server = server
        self.chance = chance
        self.model = Model()
        self.connect()
        self.bucket.create_bucket()

    def connect(self):
        self.bucket = Bucket(boto3_client("s3", self.server), "model")

    def body(self):
        chance = self.chance
        size = chance.choice([0, chance.randrange(1, 100), 32768, 32769, chance.randrange(10**5, 10**6)])
        return chance.randbytes(size)

    def key(self):
        return self.chance.choice(KEYS)

    def existing(self):
        return self.chance.choice(list(self.model.objects)) if self.model.objects else None

    def some_upload(self):
        uploads = list(self.model.uploads.items())
        return self.chance.choice(uploads) if uploads else (None, None)

    def put(self):
        key, body, tags = self.key(), self.body(), self.chance.choice(TAGS)
        tagging = "&".join(f"{name}={value}" for name, value in tags.items())
        self.bucket.put(key, body, Tagging=tagging)
        self.model.objects[key] = Object(body, tags)

    def delete(self):
        key = self.key()
        self.bucket.delete_object(Key=key)
        self.model.objects.pop(key, None)

    def delete_several(self):
        keys = self.chance.sample(KEYS, 3)
        answer = self.bucket.delete_objects(Delete={"Objects": [{"Key": key} for key in keys]})
        assert [deleted["Key"] for deleted in answer["Deleted"]] == keys
        for key in keys:
            self.model.objects.pop(key, None)

    def copy(self):
        source, key = self.existing(), self.key()
        if source is None or source == key:
            return
        self.bucket.copy_object(Key=key, CopySource={"Bucket": "model", "Key": source})
        old = self.model.objects[source]
        # Also of an object that came in parts the copy is one.
        self.model.objects[key] = Object(old.body, old.tags)

    def tag(self):
        key, tags = self.existing(), self.chance.choice(TAGS)
        if key is None:
            return
        wire = [{"Key": name, "Value": value} for name, value in tags.items()]
        self.bucket.put_object_tagging(Key=key, Tagging={"TagSet": wire})
        self.model.objects[key].tags = tags

    def begin(self):
        key, tags = self.key(), self.chance.choice(TAGS)
        tagging = "&".join(f"{name}={value}" for name, value in tags.items())
        answer = self.bucket.create_multipart_upload(Key=key, Tagging=tagging)
        self.model.uploads[answer["UploadId"]] = Upload(key, tags)

    def part(self):
        id, upload = self.some_upload()
        if id is None:
            return
        number = self.chance.randrange(1, 4)
        large = self.chance.random() < 0.6
        body = self.chance.randbytes(64) * (PART // 64) if large else self.body()
        self.bucket.part(upload.key, id, number, body)
        upload.parts[number] = body

    def copied_part(self):
        id, upload = self.some_upload()
        source = self.existing()
        if id is None or source is None:
            return
        body, number, which = self.model.objects[source].body, self.chance.randrange(1, 4), {}
        if body and self.chance.random() < 0.5:
            first = self.chance.randrange(len(body))
            last = self.chance.randrange(first, len(body))
            which["CopySourceRange"] = f"bytes={first}-{last}"
            body = body[first : last + 1]
        copy = {"CopySource": {"Bucket": "model", "Key": source}, "PartNumber": number, **which}
        self.bucket.upload_part_copy(Key=upload.key, UploadId=id, **copy)
        upload.parts[number] = body

    def complete(self):
        id, upload = self.some_upload()
        if id is None or not upload.parts:
            return
        numbers = [number for number in sorted(upload.parts) if len(upload.parts[number]) >= PART]
        rest = [number for number in upload.parts if number > max(numbers, default=0)]
        numbers += rest[:1]
        parts = [
            {"PartNumber": n, "ETag": f'"{hashlib.md5(upload.parts[n]).hexdigest()}"'} for n in numbers
        ]
        answer = self.bucket.complete(upload.key, id, parts)
        made = self.model.complete(upload, numbers)
        assert answer["ETag"] == f'"{made.etag}"'
        self.model.objects[upload.key] = made
        del self.model.uploads[id]

    def abort(self):
        id, upload = self.some_upload()
        if id is not None:
            self.bucket.abort_multipart_upload(Key=upload.key, UploadId=id)
            del self.model.uploads[id]

    def read(self):
        key = self.existing()
        if key is None:
            return
        body = self.model.objects[key].body
        if not body:
            assert self.bucket.get(key) == b""
            return
        first = self.chance.randrange(len(body))
        last = self.chance.randrange(first, len(body))
        assert self.bucket.get(key, Range=f"bytes={first}-{last}") == body[first : last + 1]

    def list(self):
        prefix, delimiter = self.chance.choice(PREFIXES), self.chance.choice(["", "/", "b"])
        size = self.chance.randrange(1, 5)
        pages = self.bucket.client.get_paginator("list_objects_v2").paginate(
            Bucket="model", Prefix=prefix, Delimiter=delimiter, PaginationConfig={"PageSize": size}
        )
        found = []
        for page in pages:
            assert page["KeyCount"] <= size
            found += [o["Key"] for o in page.get("Contents", [])]
            found += [p["Prefix"] for p in page.get("CommonPrefixes", [])]
        assert sorted(found, key=str.encode) == self.model.listed(prefix, delimiter)

    def step(self):
        steps = [self.put, self.put, self.delete, self.delete_several, self.copy, self.tag, self.read, self.list]
        steps += [self.begin, self.part, self.part, self.part, self.copied_part, self.complete, self.complete]
        self.chance.choice([*steps, self.abort])()

    def compare(self):
        model, bucket = self.model, self.bucket
        listed = {o["Key"]: (o["Size"], o["ETag"]) for o in bucket.list_objects_v2().get("Contents", [])}
        assert listed == {k: (len(o.body), f'"{o.etag}"') for k, o in model.objects.items()}
        for key, object in model.objects.items():
            assert bucket.get(key) == object.body
            tags = {t["Key"]: t["Value"] for t in bucket.get_object_tagging(Key=key)["TagSet"]}
            assert tags == object.tags
        uploads = bucket.list_multipart_uploads().get("Uploads", [])
        assert {u["UploadId"]: u["Key"] for u in uploads} == {i: u.key for i, u in model.uploads.items()}
        for id, upload in model.uploads.items():
            parts = bucket.list_parts(Key=upload.key, UploadId=id).get("Parts", [])
            expected = {n: f'"{hashlib.md5(body).hexdigest()}"' for n, body in upload.parts.items()}
            assert {p["PartNumber"]: p["ETag"] for p in parts} == expected

    def kill(self):
        self.server.kill()
        self.server.start()
        self.connect()

    def kill_within_a_put(self):
        """Of what was not acknowledged all is there, or nothing."""
        key, body = self.key(), self.chance.randbytes(3_000_000)
        acknowledged = []

        def put():
            try:
                self.bucket.put(key, body)
                acknowledged.append(key)
            except (BotoCoreError, ClientError):
                pass

        thread = threading.Thread(target=put)
        thread.start()
        thread.join(self.chance.random() * 0.03)
        self.server.kill()
        thread.join()
        self.server.start()
        self.connect()
        old = self.model.objects.get(key)
        found = self.bucket.get(key) if key in self.bucket.keys() else None
        assert found == body or (not acknowledged and found == (old.body if old else None))
        if found == body:
            self.model.objects[key] = Object(body, {})

    def empty(self):
        """Removes everything that the model knows."""
        for key in list(self.model.objects):
            self.bucket.delete_object(Key=key)
        for id, upload in self.model.uploads.items():
            self.bucket.abort_multipart_upload(Key=upload.key, UploadId=id)
        self.bucket.delete_bucket()


@pytest.mark.parametrize("seed", range(3))
def test_random_operations_and_kills_leave_what_the_model_has(start_server, tmp_path, seed):
    chance = random.Random(seed)
    run = Run(start_server(data=tmp_path / "data"), chance)
    for _ in range(ROUNDS):
        for _ in range(STEPS):
            run.step()
        run.compare()
        chance.choice([run.kill, run.kill_within_a_put])()
        run.compare()
    run.empty()
    # Bodies that nobody refers to any more would be left.
    run.server.stop()
    run.server.start()
    assert files(tmp_path / "data") == []
