"""The text of an event's message, made once from its facts, by the readings of that time."""

from __future__ import annotations

import json
import re

from marketplace_emulator import events
from marketplace_emulator.events import about, eventbridge, sns
from marketplace_emulator.store import Row
from marketplace_emulator.store import events as stored
from marketplace_emulator.world import World

_TEXTS = {"sns": sns.text, "eventbridge": eventbridge.text}
_MEMBERS = {"sns": re.compile(r'("action": ?)"[^"]*"'), "eventbridge": re.compile(r'("detail-type": ?)"[^"]*"')}
"""Where the type is in the text of a message of each channel; it is one of the first members."""


def body(world: World, event: Row) -> str:
    """Return the text of an event's message."""
    if event["body"] is not None:
        return str(event["body"])
    module, known = events.EVENTS[event["type"]], about.find(world, event)
    text = _TEXTS[module.CHANNEL](known, module.body(known))
    stored.keep_body(world.store, event["position"], text)
    return text


def with_type(text: str, channel: str, type_: str) -> str:
    """Return the text of a message with another type in it, which is its only change."""
    return _MEMBERS[channel].sub(lambda found: found[1] + json.dumps(type_), text, count=1)
