"""The JSON Schemas of what AWS tells the seller."""

from __future__ import annotations

from typing import Any, Literal, TypedDict

import msgspec

from marketplace_emulator import events
from marketplace_emulator.control.route import route
from marketplace_emulator.events import schema
from marketplace_emulator.store.problems import NotThere
from marketplace_emulator.world import World


class Message(TypedDict):
    """A message: AWS's name of it, its channel, what it means, and the name of its schema."""

    type: str
    channel: Literal["sns", "eventbridge"]
    means: str
    schema: str


class Messages(msgspec.Struct, frozen=True, kw_only=True):
    """All messages."""

    items: list[Message]


@route("GET", "/events/schemas", in_transaction=False)
def list_event_schemas(world: World) -> Messages:
    """List the messages that AWS sends."""
    return Messages(
        items=[
            Message(type=type_, channel=each.CHANNEL, means=events.means(type_), schema=events.file_name(type_))
            for type_, each in events.EVENTS.items()
        ]
    )


@route("GET", "/events/schemas/<name>", in_transaction=False)
def show_event_schema(world: World, name: str) -> dict[str, Any]:
    """Show the JSON Schema of a message, by AWS's name of it or the schema's."""
    for type_ in events.EVENTS:
        if name in (type_, events.file_name(type_)):
            return schema.of(type_)
    raise NotThere("message", name, events.EVENTS)
