"""What a step makes of an agreement."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from marketplace_emulator.events.planned import Planned
from marketplace_emulator.store import Row

Messages = Mapping[str, tuple[Planned, ...]]
"""The messages about a step, by the channel on which AWS tells of it: sns for legacy products, eventbridge for others."""
NONE: Messages = {"sns": (), "eventbridge": ()}


class Change(msgspec.Struct, frozen=True):
    """An agreement as a step left it at a time, AWS's word for what happened, and the messages about it."""

    agreement: Row
    at: float
    intent: str
    messages: Messages
    is_new: bool = False
