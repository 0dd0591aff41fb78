"""GET / and POST /process-request store a new UUID; GET /health tells that the function answers."""

from __future__ import annotations

import json
import logging
import uuid
from collections.abc import Mapping
from typing import Any

from uuid_store.configured import missing, store

logger = logging.getLogger(__name__)


def answer(status: int, body: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "statusCode": status,
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps(body, separators=(",", ":")),
    }


def message(status: int, text: str) -> dict[str, Any]:
    return answer(status, {"message": text})


def process_request() -> dict[str, Any]:
    if store is None:
        logger.error("%s is not set", missing)
        return message(500, f"{missing} is not set")
    made = str(uuid.uuid4())
    try:
        store.keep(made)
    except Exception:
        logger.exception("storing %s", made)
        return message(500, "The store does not answer")
    return answer(200, {"id": made})


def health() -> dict[str, Any]:
    return answer(200, {"status": "healthy"})


ROUTES = {
    ("GET", "/"): process_request,
    ("POST", "/process-request"): process_request,
    ("GET", "/health"): health,
}


def handler(event: Mapping[str, Any], context: object) -> dict[str, Any]:
    route = ROUTES.get((event.get("httpMethod"), event.get("resource")))
    return route() if route else message(404, "There is no such route")
