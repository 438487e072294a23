"""The outbox: events are planned in the transaction of a step, and emitted when their time has come."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from marketplace_emulator import events
from marketplace_emulator.events.planned import Planned
from marketplace_emulator.store import Row, deliveries
from marketplace_emulator.store import events as stored
from marketplace_emulator.world import World


def plan(world: World, agreement: Row, messages: Iterable[Planned], at: float, facts: str) -> None:
    """Plan the messages of a step that an agreement took at a time."""
    for row in rows(world, agreement, messages, at, facts):
        world.store.run(stored.ADD, **row)
        world.due_by(row["at"])


def rows(world: World, agreement: Row, messages: Iterable[Planned], at: float, facts: str) -> Iterable[dict[str, Any]]:
    """Yield the rows of the messages of a step."""
    for message in messages:
        since = at if message.since == "step" else max(at, agreement["start_time"])
        yield stored.new(
            agreement,
            event_id=str(uuid.uuid4()),
            type_=message.type,
            channel=events.EVENTS[message.type].CHANNEL,
            at=since + world.timings[message.timing],
            facts=facts,
        )


def emit(world: World, until: float) -> None:
    """Emit the events that are planned until a time, each with a delivery to every subscription that wants it."""
    store = world.store
    if world.subscribed and store.run(deliveries.FOR_EMITTED, until=until) > 0:
        world.deliver()
    store.run(stored.EMIT, until=until)
