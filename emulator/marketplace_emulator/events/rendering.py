"""The text of an event's message, made once from its facts, by the readings of that time."""

from __future__ import annotations

from marketplace_emulator import events
from marketplace_emulator.events import about, eventbridge, sns
from marketplace_emulator.store import Row
from marketplace_emulator.store import events as stored
from marketplace_emulator.world import World

_TEXTS = {"sns": sns.text, "eventbridge": eventbridge.text}


def body(world: World, event: Row) -> str:
    """Return the text of an event's message."""
    if event["body"] is not None:
        return str(event["body"])
    module, known = events.EVENTS[event["type"]], about.find(world, event)
    text = _TEXTS[module.CHANNEL](known, module.body(known))
    stored.keep_body(world.store, event["position"], text)
    return text
