"""The messages about an agreement, each with its deliveries and the end of a long list of attempts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace_emulator.console.length_of_time import from_now
from marketplace_emulator.control.events import AttemptMade, Delivery, Event
from marketplace_emulator.control.page import PageQuery
from marketplace_emulator.control.subscriptions import Subscription, list_subscriptions
from marketplace_emulator.duration import moment
from marketplace_emulator.events import SERVICES
from marketplace_emulator.world import World

MOST = 3
"""How many deliveries of a message, and attempts of a delivery, a list shows: the last ones."""


@dataclass(frozen=True, slots=True)
class DeliveryRow:
    """A delivery: where it goes, the last attempts, how many were before, and when the next one is."""

    delivery: Delivery
    kind: str | None
    target: str
    attempts: Sequence[AttemptMade]
    earlier: int
    next_is: str | None


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message with its last deliveries, and how many were before."""

    event: Event
    deliveries: Sequence[DeliveryRow]
    earlier: int

    @property
    def service(self) -> str:
        """The service of AWS that sends it."""
        return SERVICES[self.event["channel"]]


def message_rows(world: World, events: Sequence[Event], *, most: int = MOST) -> list[MessageRow]:
    """Return a row for each message."""
    if not any(each["deliveries"] for each in events):
        known = {}
    else:
        listed = list_subscriptions(world, PageQuery(limit=1000)).items
        known = {each["subscription_id"]: each for each in listed}
    now = world.clock.now()
    return [
        MessageRow(
            each,
            [
                _row(delivery, known.get(delivery["subscription_id"]), now, most)
                for delivery in each["deliveries"][-most:]
            ],
            max(0, len(each["deliveries"]) - most),
        )
        for each in events
    ]


def _row(delivery: Delivery, to: Subscription | None, now: float, most: int) -> DeliveryRow:
    next_at = delivery["next_attempt_at"]
    return DeliveryRow(
        delivery,
        None if to is None else to["kind"],
        delivery["subscription_id"] if to is None else to["target"],
        delivery["attempts"][-most:],
        max(0, len(delivery["attempts"]) - most),
        None if next_at is None else from_now(moment(next_at, now), now),
    )
