"""Deliveries that are under way: wait for them."""

from __future__ import annotations

import time
from collections.abc import Collection
from typing import Annotated, TypedDict

import msgspec
from msgspec import Meta

from marketplace_emulator import duration
from marketplace_emulator.control.route import Waits, route
from marketplace_emulator.deliveries import lanes
from marketplace_emulator.deliveries.attempt import subscription_of_this_thread
from marketplace_emulator.store import Row, delivery_queue
from marketplace_emulator.wait import Wait
from marketplace_emulator.world import World

LOOK_SECONDS = 0.05
MOST = 100
"""How many deliveries the answer lists."""


class Timeout(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many seconds to wait, by the machine's clock."""

    timeout: Annotated[float, Meta(ge=0, le=3600)] = 10.0


class OnTheWay(TypedDict):
    """A delivery that is under way; the sentence says all of it."""

    event_id: str
    type: str
    subscription_id: str
    attempts: int
    next_attempt_at: str
    last_outcome: str | None
    sentence: str


class StillUnderWay(TypedDict):
    """At most 100 of the deliveries that are still under way."""

    under_way: list[OnTheWay]


@route("POST", "/deliveries/wait", in_transaction=False)
def wait_for_deliveries(world: World, body: Timeout) -> Waits[StillUnderWay]:
    """Wait until nothing is on its way any more, and show what still is in the end.

    A retry that a stopped clock never reaches is not waited for, nor what is on its way to a function that makes this call.
    """
    end, own = time.monotonic() + body.timeout, subscription_of_this_thread() or ""
    while True:
        turned = world.deliverer.turned() if world.deliverer is not None else None
        with world.transaction():
            frozen_at = world.clock.frozen_at
            until = duration.NEVER if frozen_at is None else frozen_at
            waits = world.store.row(delivery_queue.IS_IN_REACH, until=until, but=own) is not None
            left = end - time.monotonic()
            if not waits or left <= 0:
                return _still_under_way(world, own)
        if (yield Wait(min(left, LOOK_SECONDS), turned)):
            with world.transaction():
                return _still_under_way(world, own)


def _still_under_way(world: World, own: str) -> StillUnderWay:
    here = {each.subscription_id for each in lanes.all_of(world)}
    rows = world.store.rows(delivery_queue.UNDER_WAY_NOW, most=MOST, but=own)
    return StillUnderWay(under_way=[_shown(dict(row), here) for row in rows])


def _shown(row: Row, here: Collection[str]) -> OnTheWay:
    at, last = duration.iso(row["next_attempt_at"]), row["last_outcome"]
    number = row["attempts"] + 1
    doing = f"attempt {number} is under way" if row["state"] == "sending" else f"attempt {number} is due at {at}"
    if row["behind"] and not row["attempts"]:
        others = "another message" if row["behind"] == 1 else f"{row['behind']} other messages"
        doing = f"it waits for {others} of its agreement, at the latest until {at}"
    by = [f"{kind} ({fault_id})" for fault_id, kind in msgspec.json.decode(row["faults"] or "[]")]
    doing += f", by the fault {' and '.join(by)}" if by else ""
    if row["subscription_id"] not in here and row["state"] == "waiting":
        doing = "this process does not have its function; remove the subscription if the process that has it is gone"
    said = f", the last one ended with: {last}" if last is not None else ""
    return OnTheWay(
        event_id=row["event_id"],
        type=row["type"],
        subscription_id=row["subscription_id"],
        attempts=row["attempts"],
        next_attempt_at=at,
        last_outcome=last,
        sentence=f"{row['type']} {row['event_id']} to {row['target']} ({row['subscription_id']}): {doing}{said}",
    )
