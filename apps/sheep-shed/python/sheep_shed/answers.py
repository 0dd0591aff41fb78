"""Answers as API Gateway's Lambda proxy integration wants them."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import Any

_CORS_HEADERS = (
    {"Access-Control-Allow-Origin": os.environ["ALLOW_ORIGIN"]}
    if os.environ.get("ALLOW_ORIGIN")
    else {}
)


def answer(status: int, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
    if body is None:
        return {"statusCode": status, "headers": dict(_CORS_HEADERS), "body": ""}
    return {
        "statusCode": status,
        "headers": {"Content-Type": "application/json", **_CORS_HEADERS},
        "body": json.dumps(body, separators=(",", ":")),
    }


def message(status: int, text: str) -> dict[str, Any]:
    return answer(status, {"message": text})
