"""The handlers over a shed in memory: every answer of the API."""

from __future__ import annotations

import importlib.util
import json
import os
import sys
import types
from pathlib import Path

import pytest

from sheep_shed.shed import MemoryShed, NotThere
from sheep_shed.sheep import Micrograms, Sheep, Tattoo

PYTHON = Path(__file__).parent.parent


class BrokenShed:
    def __getattr__(self, name):
        def operation(*_):
            raise RuntimeError("no shed here")

        return operation


@pytest.fixture
def load(monkeypatch):
    """Loads a function's app.py as Lambda would, with the given shed as the configured one."""
    monkeypatch.setitem(os.environ, "ALLOW_ORIGIN", "https://shed.example.com")
    monkeypatch.delitem(sys.modules, "sheep_shed.answers", raising=False)

    def load(function: str, shed=None):
        configured = types.ModuleType("sheep_shed.configured")
        configured.shed = shed if shed is not None else MemoryShed()
        monkeypatch.setitem(sys.modules, "sheep_shed.configured", configured)
        spec = importlib.util.spec_from_file_location(function, PYTHON / function / "app.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        return module.handler

    return load


def check(answer, status, body):
    assert answer["statusCode"] == status
    assert answer["headers"]["Access-Control-Allow-Origin"] == "https://shed.example.com"
    if body is None:
        assert answer["body"] == ""
    else:
        assert json.loads(answer["body"]) == body


def post(tattoo):
    return {"pathParameters": {"Tattoo": tattoo}}


def test_a_new_sheep_is_created(load):
    shed = MemoryShed()
    answer = load("post_sheep_random", shed)(post("18446744073709551615"), None)
    assert answer["statusCode"] == 201
    body = json.loads(answer["body"])
    assert shed.remove(Tattoo(2**64 - 1)).weight == body["weight"]
    assert body["tattoo"] == 2**64 - 1


def test_a_taken_tattoo_is_refused(load):
    handler = load("post_sheep_random")
    handler(post("7"), None)
    check(handler(post("7"), None), 400, {"message": "Sheep already in the shed: 7"})


@pytest.mark.parametrize(
    "event", [post("dolly"), post("-1"), post(None), {"pathParameters": None}, {}]
)
def test_what_is_not_a_tattoo_is_refused(load, event):
    check(
        load("post_sheep_random")(event, None),
        400,
        {"message": "Tattoo must be a number between 0 and 18446744073709551615"},
    )


def test_the_dog_counts(load):
    shed = MemoryShed()
    shed.add(Sheep(Tattoo(1), Micrograms(80_000_000_000)))
    check(load("get_dog_count", shed)({}, None), 200, {"count": 1})


def test_the_cat_computes(load):
    event = {"queryStringParameters": {"m": "3", "n": "2"}}
    check(load("get_cat_ackermann")(event, None), 200, {"result": 29})


@pytest.mark.parametrize(
    "parameters",
    [None, {}, {"m": "3"}, {"n": "3"}, {"m": "x", "n": "1"}, {"m": "1", "n": "-1"},
     {"m": "", "n": "1"}, {"m": None, "n": "1"}, {"m": "1", "n": str(2**63)}],
)  # fmt: skip
def test_the_cat_wants_two_numbers(load, parameters):
    answer = load("get_cat_ackermann")({"queryStringParameters": parameters}, None)
    check(answer, 400, {"message": "m and n must be numbers between 0 and 9223372036854775807"})


def test_the_wolf_takes_the_heaviest_prime(load):
    shed = MemoryShed()
    shed.add(Sheep(Tattoo(1), Micrograms(159_999_999_983)))
    shed.add(Sheep(Tattoo(2), Micrograms(80_000_000_021)))
    check(load("delete_wolf_ocd", shed)({}, None), 204, None)
    with pytest.raises(NotThere):
        shed.remove(Tattoo(1))
    assert shed.count() == 1


def test_the_wolf_finds_nothing_in_an_empty_shed(load):
    check(load("delete_wolf_ocd")({}, None), 404, {"message": "No fitting sheep"})


def test_the_wolf_that_lost_the_race_says_so(load):
    class Raced(MemoryShed):
        def remove(self, tattoo):
            raise NotThere(tattoo)

    shed = Raced()
    shed.add(Sheep(Tattoo(1), Micrograms(159_999_999_983)))
    check(load("delete_wolf_ocd", shed)({}, None), 500, {"message": "Another wolf was faster"})


@pytest.mark.parametrize("function", ["post_sheep_random", "get_dog_count", "delete_wolf_ocd"])
def test_a_broken_shed_is_a_server_error(load, function):
    answer = load(function, BrokenShed())(post("1"), None)
    check(answer, 500, {"message": "The shed does not answer"})
