"""Pages of what belongs to one agreement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace_emulator import next_token
from marketplace_emulator.agreement_views.refusal import invalid
from marketplace_emulator.call import Call
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import settings
from marketplace_emulator.world import World

imitates(
    __name__,
    "A nextToken that is malformed, or was returned for other parameters, is a ValidationException with the reason "
    "INVALID_NEXT_TOKEN.",
    "doc",
    "AWS Marketplace API guide, Using the AWS Marketplace Agreement API, error codes",
)
imitates(
    __name__,
    "A page has 50 items unless maxResults is given. maxResults may change from page to page. The last page has no nextToken.",
    "assumed",
    "the model allows 1 to 50 and calls the token of the last page null; AWS's sample code asks whether it is absent",
)
MOST = 50


def place(call: Call, pages: Mapping[str, Any]) -> int | None:
    """Return the position that the call's nextToken leads to, or None if it has none. Raise ValidationException."""
    token = call.parameters.get("nextToken")
    if token is None:
        return None
    try:
        return next_token.position(token, pages)
    except next_token.Misused as misused:
        told = (
            f"nextToken {misused}; send the nextToken of the previous answer with the same parameters, or none to start with "
            "the first page"
        )
        raise invalid(call, "INVALID_NEXT_TOKEN", "nextToken", told) from None


def of_caller(world: World, call: Call) -> dict[str, Any]:
    """Return what every list depends on, for its tokens."""
    return {
        "by another operation": call.operation,
        "to another account": call.caller.account,
        "before the emulator was reset": settings.get(world.store, settings.AGREEMENTS_RESET),
    }


def page(world: World, call: Call, name: str, items: list[Any]) -> dict[str, Any]:
    """Return the page of an agreement's items that the call asks for."""
    pages = {"for another agreement": call.parameters["agreementId"], **of_caller(world, call)}
    start = place(call, pages) or 0
    end = start + call.parameters.get("maxResults", MOST)
    shown: dict[str, Any] = {name: items[start:end]}
    if end < len(items):
        shown["nextToken"] = next_token.made(end, pages)
    return shown
