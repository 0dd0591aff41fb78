"""`aws s3` and `aws s3api` against the cloud."""

import hashlib
import json
import os
import pathlib
import random
import shutil
import subprocess
import time

import pytest

from conftest import client_environment
from s3_wire import files
from server import SANITIZER, SLOW

MiB = 1 << 20
GIGABYTE = 1 << 30
# What a gigabyte up and down may cost the server.
MEMORY = 64 * MiB


@pytest.fixture
def s3(aws_cli, server):
    """s3(arguments) runs `aws s3`; what it wrote."""

    def run(*arguments, server=server, stdin=None, check=True):
        command = [aws_cli, "--endpoint-url", server.url, "s3", *map(str, arguments)]
        process = subprocess.run(
            command, capture_output=True, input=stdin, env=client_environment(server), timeout=300 * SLOW
        )
        if not check:
            return process
        assert process.returncode == 0, f"{' '.join(command)}\n{process.stdout}{process.stderr}"
        return process.stdout

    return run


@pytest.fixture
def made(s3, unique):
    """The URL of a bucket that `aws s3 mb` made."""
    name = unique("bucket")
    assert s3("mb", f"s3://{name}") == f"make_bucket: {name}\n".encode()
    return f"s3://{name}"


def tree(folder, **contents):
    for name, body in contents.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    return folder


def shown(folder):
    """The files in a folder and below, and what is in them."""
    paths = (p for p in pathlib.Path(folder).rglob("*") if p.is_file())
    return {str(p.relative_to(folder)): p.read_bytes() for p in paths}


def listed(output):
    """What `ls` tells: names, and sizes where there are some."""
    found = []
    for line in output.decode().splitlines():
        if line.lstrip().startswith("PRE "):
            found.append((line.lstrip()[4:], None))
        else:
            _, _, size, name = line.split(maxsplit=3)
            found.append((name, int(size)))
    return found


def test_buckets_are_made_listed_and_removed(s3, made):
    assert made.removeprefix("s3://") in s3("ls").decode()
    assert s3("ls", made) == b""
    again = s3("rb", made)
    assert again == f"remove_bucket: {made.removeprefix('s3://')}\n".encode()
    gone = s3("ls", made, check=False)
    assert gone.returncode != 0 and b"NoSuchBucket" in gone.stderr


def test_files_are_copied_there_and_back(s3, made, tmp_path):
    body = random.Random(0).randbytes(100_000)
    source = tree(tmp_path / "up", **{"a b.html": body})
    s3("cp", source / "a b.html", f"{made}/dir/")
    assert listed(s3("ls", f"{made}/dir/")) == [("a b.html", 100_000)]
    s3("cp", f"{made}/dir/a b.html", f"{made}/copy")
    s3("cp", f"{made}/copy", tmp_path / "down")
    assert (tmp_path / "down").read_bytes() == body
    missing = s3("cp", f"{made}/none", tmp_path / "none", check=False)
    assert missing.returncode != 0 and b"(404)" in missing.stderr
    assert not (tmp_path / "none").exists()


def test_streams_are_copied(s3, made):
    for size in (0, 5, 10 * MiB):
        body = random.Random(size).randbytes(size)
        s3("cp", "-", f"{made}/stream", stdin=body)
        assert s3("cp", f"{made}/stream", "-") == body


def test_files_above_the_threshold_go_in_parts(s3, aws, made, tmp_path):
    bucket = made.removeprefix("s3://")
    for size, parts in ((8 * MiB - 1, None), (8 * MiB, 1), (20 * MiB + 3, 3)):
        body = random.Random(size).randbytes(size)
        (tmp_path / "up").write_bytes(body)
        s3("cp", "--quiet", tmp_path / "up", f"{made}/key")
        etag = aws("s3api", "head-object", "--bucket", bucket, "--key", "key")["ETag"].strip('"')
        assert etag.partition("-")[2] == (str(parts) if parts else "")
        s3("cp", "--quiet", f"{made}/key", f"{made}/copy")
        s3("cp", "--quiet", f"{made}/copy", tmp_path / "down")
        assert (tmp_path / "down").read_bytes() == body
    uploads = aws("s3api", "list-multipart-uploads", "--bucket", bucket)
    assert not uploads or "Uploads" not in uploads


def test_folders_are_copied_moved_and_removed(s3, made, tmp_path):
    contents = {"a.txt": b"a", "b.log": b"b", "dir__c.txt": b"c" * 100_000, "dir__deep__d": b""}
    source = tree(tmp_path / "up", **contents)
    s3("cp", "--recursive", "--quiet", source, f"{made}/x", "--exclude", "*.log")
    expected = {"a.txt": b"a", "dir/c.txt": b"c" * 100_000, "dir/deep/d": b""}
    assert listed(s3("ls", "--recursive", made)) == [
        (f"x/{name}", len(body)) for name, body in sorted(expected.items())
    ]
    assert listed(s3("ls", f"{made}/x/")) == [("dir/", None), ("a.txt", 1)]
    s3("mv", "--recursive", "--quiet", f"{made}/x", f"{made}/y")
    assert {name for name, _ in listed(s3("ls", made))} == {"y/"}
    s3("mv", "--quiet", f"{made}/y/a.txt", tmp_path / "a")
    assert (tmp_path / "a").read_bytes() == b"a"
    s3("cp", "--recursive", "--quiet", f"{made}/y", tmp_path / "down")
    del expected["a.txt"]
    assert shown(tmp_path / "down") == expected
    s3("rm", "--quiet", f"{made}/y/dir/c.txt")
    s3("rm", "--quiet", f"{made}/y/none")
    assert listed(s3("ls", "--recursive", made)) == [("y/dir/deep/d", 0)]
    full = s3("rb", made, check=False)
    assert full.returncode != 0 and b"BucketNotEmpty" in full.stderr
    s3("rb", "--force", made)


def test_folders_are_synchronised(s3, made, tmp_path):
    contents = {f"dir{i % 3}__{i}": os.urandom(i * 100) for i in range(1, 30)}
    source = tree(tmp_path / "up", **contents)
    # S3 tells whole seconds: files of this second would look newer than their objects.
    for path in source.rglob("*"):
        os.utime(path, (time.time() - 60,) * 2)
    s3("sync", source, f"{made}/p")
    s3("sync", f"{made}/p", tmp_path / "down")
    assert shown(tmp_path / "down") == shown(source)
    # Nothing has changed, so nothing goes.
    assert s3("sync", source, f"{made}/p") == b""
    assert s3("sync", f"{made}/p", tmp_path / "down") == b""
    (source / "dir1/1").write_bytes(b"changed")
    (source / "dir2/2").unlink()
    said = s3("sync", "--delete", source, f"{made}/p").decode()
    assert said.count("upload:") == 1 and said.count("delete:") == 1
    s3("sync", "--delete", f"{made}/p", tmp_path / "down")
    assert shown(tmp_path / "down") == shown(source)
    s3("sync", f"{made}/p", f"{made}/q")
    assert len(listed(s3("ls", "--recursive", f"{made}/q/"))) == 28


def test_urls_are_presigned(s3, made):
    s3("cp", "-", f"{made}/key", stdin=b"presigned")
    url = s3("presign", f"{made}/key", "--expires-in", "60").decode().strip()
    got = subprocess.run(["curl", "--silent", "--fail", url], capture_output=True, check=True)
    assert got.stdout == b"presigned"


def test_what_a_file_is_told_is_kept(s3, aws, made, tmp_path):
    (tmp_path / "page.html").write_bytes(b"<p>")
    options = ("--cache-control", "no-cache", "--metadata", "colour=red", "--storage-class", "STANDARD_IA")
    s3("cp", tmp_path / "page.html", f"{made}/page.html", *options)
    bucket = made.removeprefix("s3://")
    head = aws("s3api", "head-object", "--bucket", bucket, "--key", "page.html")
    assert (head["ContentType"], head["CacheControl"]) == ("text/html", "no-cache")
    assert (head["Metadata"], head["StorageClass"]) == ({"colour": "red"}, "STANDARD_IA")
    got = aws("s3api", "get-object", "--bucket", bucket, "--key", "page.html", str(tmp_path / "got"))
    assert got["ETag"] == head["ETag"] == json.dumps(hashlib.md5(b"<p>").hexdigest())


def sha256(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def memory(server, name):
    """VmRSS, or VmHWM, the most that it was; bytes."""
    status = pathlib.Path(f"/proc/{server.pid}/status").read_text()
    (line,) = (line for line in status.splitlines() if line.startswith(f"{name}:"))
    return int(line.split()[1]) * 1024


def test_a_gigabyte_goes_up_and_down_in_little_memory(s3, start_server, tmp_path):
    if shutil.disk_usage(tmp_path).free < 5 * GIGABYTE:
        pytest.skip(f"{tmp_path} has no 5 GiB left for two files and what the server keeps")
    server = start_server(data=tmp_path / "data")
    up, down = tmp_path / "up", tmp_path / "down"
    block = random.Random(0).randbytes(MiB)
    with up.open("wb") as file:
        for number in range(GIGABYTE // MiB):
            file.write(number.to_bytes(4, "big") + block[4:])
    s3("mb", "s3://big", server=server)
    before = memory(server, "VmRSS")
    s3("cp", "--quiet", up, "s3://big/key", server=server)
    s3("cp", "--quiet", "s3://big/key", down, server=server)
    both_ways = memory(server, "VmHWM") - before
    assert down.stat().st_size == GIGABYTE
    assert sha256(down) == sha256(up)
    down.unlink()
    # In one piece each way.
    put = ["curl", "--silent", "--fail", "--upload-file", str(up), f"{server.url}/big/whole"]
    subprocess.run(put, check=True, timeout=300 * SLOW)
    up.unlink()
    get = ["curl", "--silent", "--fail", "--output", str(down), f"{server.url}/big/whole"]
    subprocess.run(get, check=True, timeout=300 * SLOW)
    digest = hashlib.sha256()
    for number in range(GIGABYTE // MiB):
        digest.update(number.to_bytes(4, "big") + block[4:])
    assert sha256(down) == digest.hexdigest()
    # pytest keeps the folders of its last runs.
    down.unlink()
    if not SANITIZER:
        assert both_ways <= MEMORY
        assert memory(server, "VmHWM") - before <= MEMORY
    s3("rm", "--quiet", "--recursive", "s3://big", server=server)
    assert files(tmp_path / "data") == []
