"""The outbox: events are planned in the transaction of a step, and emitted when their time has come."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from marketplace_emulator import events, identifiers
from marketplace_emulator.events import emitting, notices
from marketplace_emulator.events.planned import Planned
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import Row, deliveries, offers
from marketplace_emulator.store import events as stored
from marketplace_emulator.world import World

imitates(
    __name__,
    "A seller who is both manufacturer and proposer gets the proposer's agreement events alone. Of an agreement that a "
    "reseller proposed, the seller gets the manufacturer's.",
    "doc",
    "seller guide, saas-eventbridge-integration: only the proposer event is sent, to avoid redundant messages",
)
imitates(
    __name__,
    "Of an agreement that a reseller proposed, the manufacturer gets no event before its end.",
    "assumed",
    "the seller guide shows Ending, Renewal Terms Finalized and Renewal Upcoming of the proposer only",
)


class Told(msgspec.Struct, frozen=True):
    """What AWS tells of an agreement after a step at a time: the step's messages, and the agreement's facts in JSON.

    `renews` is whether the agreement renews by itself at its end.
    """

    agreement: Row
    messages: Iterable[Planned]
    at: float
    facts: str
    is_new: bool = False
    renews: bool = False


def plan(world: World, steps: Sequence[Told]) -> None:
    """Plan the messages of steps, and those before the end of each agreement."""
    notices.withdraw(world, [(each.agreement["agreement_id"], each.at) for each in steps if not each.is_new])
    planned = [row for each in steps for row in _rows(world, each)]
    for row, event_id in zip(planned, identifiers.event_ids(len(planned)), strict=True):
        row["event_id"] = event_id
    world.store.run_many(stored.ADD, planned)
    world.due_by(min((row["at"] for row in planned), default=math.inf))


def _rows(world: World, told: Told) -> Iterator[dict[str, Any]]:
    agreement, at = told.agreement, told.at
    offer_id = agreement["offer_id"]
    offer = offers.KNOWN.of(world.store, [offer_id])[offer_id]
    planned = [
        (each.type, _since(each, agreement, at) + world.timings[each.timing], told.facts) for each in told.messages
    ]
    before = world.store.transaction().planted_before
    planned += notices.due(world, agreement, offer, at, renews=told.renews)
    for type_, when, known in planned:
        received = _received(type_, offer)
        if received is not None:
            channel = events.EVENTS[received].CHANNEL
            yield stored.new(agreement, type_=received, channel=channel, at=when, facts=known, machine_at=before(when))


def _since(message: Planned, agreement: Row, at: float) -> float:
    return at if message.since == "step" else max(at, agreement["start_time"])


def _received(type_: str, offer: Row | None) -> str | None:
    """Return the type that the seller gets for the proposer's; None if the seller gets nothing."""
    if offer is None or offer["proposer_account"] is None:
        return type_
    other = type_.replace(" - Proposer", " - Manufacturer")
    return other if other in events.EVENTS else None


def emit(world: World, until: float) -> None:
    """Emit the events that are planned until a time, each with a delivery to every subscription that wants it."""
    store = world.store
    if world.subscribed:
        one_by_one = emitting.are_needed(world)
        made = emitting.make(world, until) if one_by_one else store.run(deliveries.FOR_EMITTED, until=until)
        if made > 0:
            world.deliver()
    store.run(stored.EMIT, until=until, now=store.transaction().moment)
