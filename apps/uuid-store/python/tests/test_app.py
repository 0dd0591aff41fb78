"""The handler over a store in memory: every answer of the API."""

from __future__ import annotations

import importlib
import json
import logging
import sys
import types
import uuid

import pytest

from uuid_store.store import MemoryStore

GET = {"httpMethod": "GET", "resource": "/"}
POST = {"httpMethod": "POST", "resource": "/process-request"}
HEALTH = {"httpMethod": "GET", "resource": "/health"}


class BrokenStore:
    def keep(self, uuid):
        raise RuntimeError("no store here")


@pytest.fixture
def load(monkeypatch):
    """The handler as Lambda would load it, with the given store as the configured one."""

    def load(store, missing=None):
        configured = types.ModuleType("uuid_store.configured")
        configured.store = store
        configured.missing = missing
        monkeypatch.setitem(sys.modules, "uuid_store.configured", configured)
        monkeypatch.delitem(sys.modules, "app", raising=False)
        return importlib.import_module("app").handler

    return load


def check(answer, status, body):
    assert answer["statusCode"] == status
    assert answer["headers"] == {"Content-Type": "application/json"}
    assert json.loads(answer["body"]) == body


@pytest.mark.parametrize("event", [GET, POST])
def test_a_new_uuid_is_stored_and_answered(load, event):
    store = MemoryStore()
    answer = load(store)(event, None)
    made = json.loads(answer["body"])["id"]
    check(answer, 200, {"id": made})
    assert uuid.UUID(made).version == 4
    assert store.objects == {f"{made}.txt": made}
    assert store.items == {made}


def test_every_uuid_is_another(load):
    handler = load(MemoryStore())
    assert len({handler(GET, None)["body"] for _ in range(100)}) == 100


def test_health_needs_no_store(load):
    check(load(None, "S3_BUCKET_NAME")(HEALTH, None), 200, {"status": "healthy"})


@pytest.mark.parametrize("name", ["S3_BUCKET_NAME", "DYNAMODB_TABLE"])
def test_missing_configuration_is_named(load, name):
    check(load(None, name)(GET, None), 500, {"message": f"{name} is not set"})


def test_a_failing_store_is_a_server_error_and_logged_with_its_cause(load, caplog):
    with caplog.at_level(logging.ERROR):
        answer = load(BrokenStore())(POST, None)
    check(answer, 500, {"message": "The store does not answer"})
    assert "no store here" in caplog.text


@pytest.mark.parametrize("event", [{"httpMethod": "PUT", "resource": "/"}, {}])
def test_what_is_no_route_is_not_found(load, event):
    check(load(MemoryStore())(event, None), 404, {"message": "There is no such route"})


@pytest.mark.parametrize(
    ("present", "missing"),
    [((), "S3_BUCKET_NAME"), (("S3_BUCKET_NAME",), "DYNAMODB_TABLE"),
     (("DYNAMODB_TABLE",), "S3_BUCKET_NAME")],
)  # fmt: skip
def test_configuration_knows_what_it_lacks(monkeypatch, present, missing):
    for name in ("S3_BUCKET_NAME", "DYNAMODB_TABLE"):
        monkeypatch.delenv(name, raising=False)
    for name in present:
        monkeypatch.setenv(name, "x")
    monkeypatch.delitem(sys.modules, "uuid_store.configured", raising=False)
    configured = importlib.import_module("uuid_store.configured")
    assert configured.missing == missing
    assert configured.store is None
