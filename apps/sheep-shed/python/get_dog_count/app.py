"""GET /dog: the dog counts the sheep."""

from __future__ import annotations

import logging
from typing import Any

from sheep_shed.answers import answer, message
from sheep_shed.configured import shed

logger = logging.getLogger(__name__)


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    try:
        return answer(200, {"count": shed.count()})
    except Exception:
        logger.exception("counting sheep")
        return message(500, "The shed does not answer")
