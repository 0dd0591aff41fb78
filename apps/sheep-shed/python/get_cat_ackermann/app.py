"""GET /cat?m=&n=: the cat computes the Ackermann function."""

from __future__ import annotations

from typing import Any

from sheep_shed.ackermann import ARGUMENT_LIMIT, ackermann
from sheep_shed.answers import answer, message
from sheep_shed.sheep import parse_decimal


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    parameters = event.get("queryStringParameters") or {}
    arguments = [parse_decimal(parameters.get(name) or "") for name in ("m", "n")]
    if any(argument is None or argument >= ARGUMENT_LIMIT for argument in arguments):
        return message(400, f"m and n must be numbers between 0 and {ARGUMENT_LIMIT - 1}")
    return answer(200, {"result": ackermann(*arguments)})
