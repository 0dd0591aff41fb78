"""DELETE /wolf: the wolf takes the heaviest sheep of prime weight."""

from __future__ import annotations

import logging
from typing import Any

from sheep_shed.answers import answer, message
from sheep_shed.configured import shed
from sheep_shed.shed import NotThere
from sheep_shed.wolf import choose_prey

logger = logging.getLogger(__name__)


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    try:
        prey = choose_prey(shed)
        if prey is None:
            return message(404, "No fitting sheep")
        shed.remove(prey.tattoo)
    except NotThere:
        return message(500, "Another wolf was faster")
    except Exception:
        logger.exception("hunting")
        return message(500, "The shed does not answer")
    return answer(204)
