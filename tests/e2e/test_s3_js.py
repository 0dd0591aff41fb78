"""S3 through the AWS SDK for JavaScript, version 3."""

import hashlib
import subprocess

import pytest

from checksums import checksum

PRELUDE = """
import { createHash } from "node:crypto";
import { Agent } from "node:http";
import { Readable } from "node:stream";
import * as s3 from "@aws-sdk/client-s3";
import { Upload } from "@aws-sdk/lib-storage";
import { getSignedUrl } from "@aws-sdk/s3-request-presigner";
// Not every machine knows the names below localhost.
const lookup = (_, { all }, found) => all ? found(null, [{ address: "127.0.0.1", family: 4 }]) : found(null, "127.0.0.1", 4);
const settings = { maxAttempts: 1, forcePathStyle: true, requestHandler: { httpAgent: new Agent({ lookup }) },
  ...(values.settings ?? {}) };
const client = new s3.S3Client(settings);
const Bucket = values.bucket;
const send = (Command, parameters) => client.send(new Command({ Bucket, ...parameters }));
const refused = (Command, parameters) => send(Command, parameters).then(
  () => "nothing",
  (e) => ({ name: e.name, status: e.$metadata.httpStatusCode, message: e.message,
            of: Object.keys(s3).filter((n) => typeof s3[n] === "function" && s3[n].prototype instanceof
              s3.S3ServiceException && e instanceof s3[n]) }));
const sha256 = (bytes) => createHash("sha256").update(bytes).digest("hex");
const show = (answer) => console.log(JSON.stringify(answer));
"""


@pytest.fixture
def run(node, bucket):
    """Runs a script on a bucket of its own; what it shows."""
    return lambda script, **values: node(PRELUDE + script, bucket=bucket.name, **values)


def test_objects_of_all_kinds_are_put_and_got(run):
    answer = run("""
        const text = "sheep \\u{1F411}";
        const large = Buffer.alloc(1_000_000, 7);
        const file = Readable.from([large.subarray(0, 300_000), large.subarray(300_000)]);
        const bodies = { text, bytes: new Uint8Array([0, 255]), nothing: "", large };
        for (const [Key, Body] of Object.entries(bodies)) await send(s3.PutObjectCommand, { Key, Body });
        await send(s3.PutObjectCommand, { Key: "stream", Body: file, ContentLength: large.length });
        const get = (Key, more) => send(s3.GetObjectCommand, { Key, ...more });
        const hash = createHash("sha256");
        for await (const piece of (await get("stream")).Body) hash.update(piece);
        show({
          text: await (await get("text")).Body.transformToString(),
          bytes: [...await (await get("bytes")).Body.transformToByteArray()],
          nothing: await (await get("nothing")).Body.transformToString(),
          range: await (await get("text", { Range: "bytes=0-4" })).Body.transformToString("latin1"),
          large: sha256(await (await get("large")).Body.transformToByteArray()),
          web: (await new Response((await get("large")).Body.transformToWebStream()).arrayBuffer()).byteLength,
          stream: hash.digest("hex"),
        });
    """)
    large = hashlib.sha256(b"\x07" * 1_000_000).hexdigest()
    assert answer == {
        "text": "sheep \U0001f411", "bytes": [0, 255], "nothing": "", "range": "sheep",
        "large": large, "stream": large, "web": 1_000_000,
    }  # fmt: skip


def test_what_an_object_is_told_is_kept(run):
    answer = run("""
        const told = { ContentType: "text/plain", CacheControl: "no-store", Metadata: { colour: "red" },
          Tagging: "a=1&b=2", StorageClass: "STANDARD_IA" };
        await send(s3.PutObjectCommand, { Key: "key", Body: "x", ...told });
        const head = await send(s3.HeadObjectCommand, { Key: "key", ChecksumMode: "ENABLED" });
        const { TagSet } = await send(s3.GetObjectTaggingCommand, { Key: "key" });
        await send(s3.CopyObjectCommand, { Key: "copy", CopySource: `${Bucket}/key` });
        const copy = await send(s3.HeadObjectCommand, { Key: "copy" });
        const attributes = await send(s3.GetObjectAttributesCommand,
          { Key: "key", ObjectAttributes: ["ETag", "ObjectSize", "Checksum"] });
        show({ type: head.ContentType, cache: head.CacheControl, metadata: head.Metadata, tags: TagSet,
          class: head.StorageClass, crc: head.ChecksumCRC32, modified: head.LastModified instanceof Date,
          copy: copy.Metadata, size: attributes.ObjectSize, same: attributes.Checksum.ChecksumCRC32 });
    """)
    assert answer["tags"] == [{"Key": "a", "Value": "1"}, {"Key": "b", "Value": "2"}]
    assert (answer["type"], answer["cache"], answer["class"]) == ("text/plain", "no-store", "STANDARD_IA")
    assert answer["metadata"] == answer["copy"] == {"colour": "red"}
    assert answer["modified"] and answer["size"] == 1
    assert answer["crc"] == answer["same"] == checksum("CRC32", b"x")


def test_an_upload_goes_in_parts(run):
    answer = run("""
        const size = 20 << 20;
        const whole = Buffer.alloc(size);
        for (let i = 0; i < size; i += 4096) whole.writeUInt32LE(i, i);
        const pieces = function* () { for (let i = 0; i < size; i += 77777) yield whole.subarray(i, i + 77777); };
        const upload = new Upload({ client, params: { Bucket, Key: "key", Body: Readable.from(pieces()),
          ContentType: "application/x-sheep" }, queueSize: 3 });
        let told = 0;
        upload.on("httpUploadProgress", (progress) => { told = Math.max(told, progress.loaded); });
        const done = await upload.done();
        const got = await send(s3.GetObjectCommand, { Key: "key" });
        const same = sha256(await got.Body.transformToByteArray()) === sha256(whole);
        const part = await send(s3.GetObjectCommand, { Key: "key", PartNumber: 2 });
        const aborted = new Upload({ client, params: { Bucket, Key: "aborted", Body: Readable.from(pieces()) } });
        aborted.on("httpUploadProgress", () => aborted.abort());
        const failed = await aborted.done().then(() => "done", (e) => e.name);
        const small = await new Upload({ client, params: { Bucket, Key: "small", Body: "little" } }).done();
        // What was aborted is removed a little later.
        let left;
        for (let tries = 0; tries < 100; ++tries) {
          left = await send(s3.ListMultipartUploadsCommand, {});
          if (!left.Uploads) break;
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
        show({ etag: done.ETag, type: got.ContentType, same, told, parts: part.PartsCount, failed,
          range: part.ContentRange, small: small.ETag, left: (left.Uploads ?? []).length });
    """)
    assert answer["etag"].endswith('-4"') and answer["type"] == "application/x-sheep"
    assert answer["same"] and answer["told"] == 20 << 20
    assert answer["parts"] == 4 and answer["range"] == f"bytes {5 << 20}-{(10 << 20) - 1}/{20 << 20}"
    assert answer["failed"] == "AbortError"
    assert answer["small"] == f'"{hashlib.md5(b"little").hexdigest()}"'
    assert answer["left"] == 0


def test_urls_are_presigned(run):
    answer = run("""
        const url = (Command, parameters, options) =>
          getSignedUrl(client, new Command({ Bucket, Key: "a b/c", ...parameters }), { expiresIn: 60, ...options });
        const put = await fetch(await url(s3.PutObjectCommand, { Metadata: { colour: "red" } }),
          { method: "PUT", body: "presigned" });
        if (put.status !== 200) throw new Error(await put.text());
        const get = await fetch(await url(s3.GetObjectCommand, { ResponseContentType: "a/b" }));
        const head = await send(s3.HeadObjectCommand, { Key: "a b/c" });
        const none = await fetch(await url(s3.GetObjectCommand, { Key: "none" }));
        show({ put: put.status, get: [get.status, get.headers.get("content-type"), await get.text()],
          metadata: head.Metadata, none: none.status, url: await url(s3.GetObjectCommand) });
    """)
    assert answer["put"] == 200
    assert answer["get"] == [200, "a/b", "presigned"]
    assert answer["metadata"] == {"colour": "red"}
    assert answer["none"] == 404
    got = subprocess.run(["curl", "--silent", "--fail", answer["url"]], capture_output=True, check=True)
    assert got.stdout == b"presigned"


def test_paginators_find_every_key_once(run):
    answer = run("""
        const keys = Array.from({ length: 25 }, (_, i) => `dir${i % 3}/${String(i).padStart(3, "0")}`);
        await Promise.all(keys.map((Key) => send(s3.PutObjectCommand, { Key, Body: Key })));
        const found = [], rolled = [];
        for await (const page of s3.paginateListObjectsV2({ client, pageSize: 4 }, { Bucket }))
          found.push(...page.Contents.map((o) => o.Key));
        for await (const page of s3.paginateListObjectsV2({ client, pageSize: 1 }, { Bucket, Delimiter: "/" }))
          rolled.push(...page.CommonPrefixes.map((p) => p.Prefix));
        const deleted = await send(s3.DeleteObjectsCommand,
          { Delete: { Objects: keys.map((Key) => ({ Key })) } });
        const empty = await send(s3.ListObjectsV2Command, {});
        show({ found, all: keys.sort(), rolled, deleted: deleted.Deleted.length, empty: empty.KeyCount });
    """)
    assert answer["found"] == answer["all"]
    assert answer["rolled"] == ["dir0/", "dir1/", "dir2/"]
    assert (answer["deleted"], answer["empty"]) == (25, 0)


def test_errors_are_of_their_classes(run):
    answer = run("""
        const taken = { Key: "key", Body: "x", IfNoneMatch: "*" };
        await send(s3.PutObjectCommand, taken);
        show({
          key: await refused(s3.GetObjectCommand, { Key: "none" }),
          head: await refused(s3.HeadObjectCommand, { Key: "none" }),
          bucket: await refused(s3.ListObjectsV2Command, { Bucket: "no-such-bucket-here" }),
          upload: await refused(s3.AbortMultipartUploadCommand, { Key: "key", UploadId: "none" }),
          taken: await refused(s3.PutObjectCommand, taken),
          range: await refused(s3.GetObjectCommand, { Key: "key", Range: "bytes=9-" }),
          versioning: await refused(s3.PutBucketVersioningCommand,
            { VersioningConfiguration: { Status: "Enabled" } }),
        });
    """)
    for name, error, status in (
        ("key", "NoSuchKey", 404),
        ("head", "NotFound", 404),
        ("bucket", "NoSuchBucket", 404),
        ("upload", "NoSuchUpload", 404),
        ("taken", "PreconditionFailed", 412),
        ("range", "InvalidRange", 416),
        ("versioning", "NotImplemented", 501),
    ):
        assert (answer[name]["name"], answer[name]["status"]) == (error, status)
    for name in ("NoSuchKey", "NotFound", "NoSuchBucket", "NoSuchUpload"):
        assert any(name in error["of"] for error in answer.values())
    assert "PutBucketVersioning" in answer["versioning"]["message"]


@pytest.mark.parametrize("path_style", [True, False])
def test_buckets_are_in_the_path_or_in_the_host(run, server, path_style):
    """`localhost` takes names before it, as an address does not."""
    answer = run(
        """
        await send(s3.PutObjectCommand, { Key: "dir/key", Body: "found" });
        const got = await send(s3.GetObjectCommand, { Key: "dir/key" });
        const list = await send(s3.ListObjectsV2Command, {});
        const url = await getSignedUrl(client, new s3.GetObjectCommand({ Bucket, Key: "dir/key" }));
        show({ body: await got.Body.transformToString(), keys: list.Contents.map((o) => o.Key), url });
        """,
        settings={"endpoint": f"http://localhost:{server.port}", "forcePathStyle": path_style},
    )
    assert (answer["body"], answer["keys"]) == ("found", ["dir/key"])
    assert (".localhost:" in answer["url"]) is not path_style
