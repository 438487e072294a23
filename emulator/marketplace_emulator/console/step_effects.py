"""What a step would do to an agreement and what AWS would tell of it, found out by taking the step and undoing it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter

import msgspec

from marketplace_emulator import agreements as steps
from marketplace_emulator import duration, rehearsal
from marketplace_emulator.console.length_of_time import from_now
from marketplace_emulator.store import agreements, events
from marketplace_emulator.store.problems import Conflict, NotThere
from marketplace_emulator.world import World

MOST = 3
"""How many messages are named."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message that AWS would send, and when, in words."""

    type: str
    when: str


@dataclass(frozen=True, slots=True)
class Effect:
    """What a step would do: what the agreement becomes, if anything else; when another one that begins ends; and what is told.

    `messages` are the first ones, and `later` is how many come after them.
    """

    becomes: str | None
    next_ends: str | None
    messages: Sequence[Message]
    later: int


def effect(world: World, agreement_id: str, step: str) -> Effect | None:
    """Return what a step would do that is told nothing more; None if it has to be told something. Ask within a transaction."""
    now, store = world.clock.now(), world.store
    before = agreements.find(store, agreement_id)
    known = {*events.planned(store, agreement_id)}
    with rehearsal.undone(world):
        try:
            changed = steps.take(world, step, agreement_id, {})
        except (Conflict, NotThere, duration.BadTime, msgspec.ValidationError):
            return None
        after, other = agreements.find(store, agreement_id), agreements.find(store, changed)
        told = [message for each in dict.fromkeys((agreement_id, changed)) for message in events.planned(store, each)]
    new = sorted((message for message in told if message not in known), key=itemgetter(1))
    return Effect(
        becomes=None if after["status"] == before["status"] else after["status"],
        next_ends=None if changed == agreement_id else duration.iso(other["end_time"]),
        messages=[Message(type_, from_now(at, now)) for type_, at in new[:MOST]],
        later=len(new[MOST:]),
    )
