"""The JSON Schema of each message, made from the types of its body."""

from __future__ import annotations

from typing import Any

import msgspec

from marketplace_emulator import events
from marketplace_emulator.events.eventbridge import Envelope

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_REFERENCE = "#/$defs/{name}"


def of(type_: str) -> dict[str, Any]:
    """Return the schema of a message: of an event with its envelope, or of the Message of an SNS notification."""
    module = events.EVENTS[type_]
    forms, known = msgspec.json.schema_components([*module.FORMS, Envelope], ref_template=_REFERENCE)
    envelope = known.pop("Envelope")
    bodies = forms[:-1]
    if module.CHANNEL == "eventbridge":
        detail = bodies[0] if len(bodies) == 1 else {"anyOf": [*bodies]}
        whole = envelope
        whole["properties"] |= {"detail-type": {"const": type_}, "detail": detail}
    else:
        whole = known.pop(bodies[0]["$ref"].rpartition("/")[2])
        whole["properties"] |= {"action": {"const": type_}}
    for each in (whole, *known.values()):
        _require_written(each)
    head = {"$schema": _DIALECT, "title": type_, "description": events.means(type_)}
    return head | {name: part for name, part in whole.items() if name not in head} | ({"$defs": known} if known else {})


def _require_written(shape: dict[str, Any]) -> None:
    """Require the members that are always written because they have a default here."""
    for name, member in shape["properties"].items():
        if "default" in member:
            del member["default"]
            shape["required"].append(name)
