"""Max Memory Used, whatever becomes of the processes that used it."""

import re

import pytest

from functions import python_package, shell_package

HANDLER = """
import os, subprocess, sys

def handler(event, context):
    exec(event["run"])
    return "done"
"""

MB = 1024 * 1024


@pytest.fixture
def run(create, invoke):
    """run(code) in a Python function -> what REPORT says it used, in MB."""
    name = create(python_package(HANDLER), MemorySize=512)

    def used(code, ends="done"):
        answer = invoke(name, {"run": code})
        assert ends in (answer["value"], answer["error"]), answer
        return max_memory_used(answer["log"])

    return used


def max_memory_used(log):
    (found,) = re.findall(r"\tMax Memory Used: (\d+) MB\t", log)
    return int(found)


def test_what_a_process_used_is_known_after_it_crashed(run):
    assert 95 <= run(f"kept = bytearray(90 * {MB}); os._exit(3)", ends="Unhandled") <= 140


def test_children_count_after_they_ended(run):
    alone = run("pass")
    assert alone < 60
    child = f"bytearray(200 * {MB})"
    assert 200 <= run(f"subprocess.run([sys.executable, '-c', '{child}'], check=True)") <= 260


def test_children_that_do_nothing_take_little(run):
    assert run("kept = [subprocess.Popen(['sleep', '60']) for _ in range(200)]") < 150


def test_the_kernels_copies_of_files_do_not_count(run):
    write = f"with open('/tmp/large', 'wb') as file:\n  for _ in range(150): file.write(bytes({MB}))"
    assert run(write) < 60
    assert run("subprocess.run(['wc', '-c', '/tmp/large'], stdout=subprocess.DEVNULL, check=True)") < 80
    assert run("subprocess.run(['sh', '-c', 'cat /tmp/large > /tmp/copy'], check=True)") < 80


@pytest.mark.parametrize(
    ("package", "least"),
    [
        pytest.param(python_package("import sys\nsys.exit(7)"), 8, id="python"),
        pytest.param(shell_package("exit 5"), 1, id="shell"),
    ],
)
def test_a_failed_initialisation_used_memory_too(create, invoke, package, least):
    options = {"Runtime": "provided.al2023", "Handler": "bootstrap"} if least == 1 else {}
    failed = invoke(create(package, **options))
    assert failed["error"] == "Unhandled"
    assert least <= max_memory_used(failed["log"]) < 60


def test_a_new_process_begins_anew(create, invoke):
    name = create(python_package(HANDLER), MemorySize=128)
    assert max_memory_used(invoke(name, {"run": f"bytearray(200 * {MB})"})["log"]) == 128
    again = invoke(name, {"run": "pass"})
    assert again["value"] == "done" and max_memory_used(again["log"]) < 60
