"""POST /sheep/{Tattoo}: a sheep of random weight comes into the shed."""

from __future__ import annotations

import logging
from typing import Any

from sheep_shed.answers import answer, message
from sheep_shed.configured import shed
from sheep_shed.shed import AlreadyThere
from sheep_shed.sheep import MAX_TATTOO, Sheep, parse_tattoo, random_weight

logger = logging.getLogger(__name__)


def handler(event: dict[str, Any], context: object) -> dict[str, Any]:
    parameters = event.get("pathParameters") or {}
    tattoo = parse_tattoo(parameters.get("Tattoo") or "")
    if tattoo is None:
        return message(400, f"Tattoo must be a number between 0 and {MAX_TATTOO}")
    sheep = Sheep(tattoo, random_weight())
    try:
        shed.add(sheep)
    except AlreadyThere:
        return message(400, f"Sheep already in the shed: {tattoo}")
    except Exception:
        logger.exception("adding sheep %d", tattoo)
        return message(500, "The shed does not answer")
    return answer(201, {"tattoo": sheep.tattoo, "weight": sheep.weight})
