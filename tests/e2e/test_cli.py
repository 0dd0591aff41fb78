"""The command itself, and ./bw: what they say to somebody who errs, and how they end."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from server import BINARY, SLOW, eventually

ROOT = Path(__file__).parents[2]


def bellwether(*arguments, **options):
    return subprocess.run(
        [BINARY, *arguments], capture_output=True, text=True, timeout=20 * SLOW, **options
    )


@pytest.mark.parametrize(
    "arguments, complaint",
    [
        (["sevre"], "There is no command sevre; there are serve, deploy, delete, demo"),
        (["serve", "--port", "99999"], "--port: Value 99999 not in range 0 to 65535"),
        (["serve", "--auth", "1"], "--auth: 1 not in {lenient,strict}"),
        (["serve", "--durability", "sinc"], "--durability: sinc not in {memory,os,sync}"),
        (["serve", "--nope"], "--nope"),
        (["demo", "--json", "/nowhere/at/all"], "--json: cannot write /nowhere/at/all"),
    ],
)
def test_a_wrong_command_line_is_told_apart(arguments, complaint):
    done = bellwether(*arguments, cwd=ROOT)
    assert done.returncode == 2
    assert complaint in done.stderr
    assert "--help tells what there is" in done.stderr
    assert done.stdout == ""


def test_serve_ends_with_the_process_that_started_it(tmp_path):
    ready = tmp_path / "ready"
    parent = subprocess.Popen(
        [sys.executable, "-c",
         "import subprocess, sys, time\n"
         "print(subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL).pid, flush=True)\n"
         "time.sleep(600)",
         BINARY, "serve", "--memory", "--port", "0", "--ready-file", ready, "--end-with-parent",
         "--access-log", "off"],
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    server = int(parent.stdout.readline())
    try:
        eventually(ready.exists)
    finally:
        parent.kill()
        parent.wait()
    eventually(lambda: not alive(server))


def alive(pid):
    """A zombie whose new parent does not look after it has ended all the same."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except FileNotFoundError:
        return False


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["--al"], ["everything"]])
def test_bw_clean_removes_nothing_unless_asked_to(tmp_path, arguments):
    shutil.copy(ROOT / "bw", tmp_path)
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    (tmp_path / "build").mkdir()
    done = subprocess.run(
        [tmp_path / "bw", "clean", *arguments], capture_output=True, text=True,
        env={**os.environ, "BELLWETHER_CACHE": str(tmp_path / "cache")},
    )  # fmt: skip
    assert (tmp_path / "build").exists()
    assert done.returncode == (0 if arguments[0] in ("--help", "-h") else 1), done.stderr


@pytest.mark.parametrize("command", ["setup", "build", "demo", "test", "bench", "lint"])
def test_bw_explains_itself_on_a_bare_machine(tmp_path, command):
    shutil.copy(ROOT / "bw", tmp_path)
    shutil.copytree(ROOT / "tools", tmp_path / "tools")
    done = subprocess.run(
        [tmp_path / "bw", command, "--help"], capture_output=True, text=True, timeout=20 * SLOW,
        env={**os.environ, "BELLWETHER_CACHE": str(tmp_path / "cache")},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert "Usage: ./bw COMMAND" in done.stdout
    assert not (tmp_path / "build").exists()
    assert not (tmp_path / "cache").exists()
