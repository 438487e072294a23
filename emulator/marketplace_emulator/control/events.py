"""Events: what AWS told the seller, to whom it was sent, and every attempt."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Annotated, Any, Literal, TypedDict

import msgspec
from msgspec import Meta

from marketplace_emulator import duration, event_filter
from marketplace_emulator.control.page import LARGEST, NewestFirst
from marketplace_emulator.control.problem import Problem
from marketplace_emulator.control.route import route
from marketplace_emulator.deliveries import redelivering, subscribing
from marketplace_emulator.events import EVENTS, rendering
from marketplace_emulator.nearest import meant
from marketplace_emulator.store import Row, agreements, events, products, wanted_events
from marketplace_emulator.store.wanted_events import WantedEvents
from marketplace_emulator.world import World

EventQuery: Any = event_filter.FILTER.struct(
    "EventQuery",
    limit=(Annotated[int, Meta(ge=1, le=LARGEST)], 100),
    cursor=(Annotated[int, Meta(ge=0, le=2**53)], 0),
    newest=(NewestFirst, False),
)
"""A filter, and which page of the matching events."""
_EVENT_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_ABOUT_SUBSCRIPTIONS = ("SubscriptionConfirmation", "UnsubscribeConfirmation")


class AttemptMade(TypedDict):
    """An attempt to deliver: when it began by the emulator's clock, what became of it, and the start of the answer."""

    number: int
    at: str
    seconds: float
    outcome: str
    answer: str | None


class DeliveryFault(TypedDict):
    """A fault that did something to a delivery, and its kind."""

    fault_id: str
    kind: str


class Delivery(TypedDict):
    """An event on its way to a subscription. `next_attempt_at` is null where there will be none.

    `faults` names what made it late, lost, different, or one more than AWS sends.
    """

    subscription_id: str
    state: Literal["waiting", "sending", "delivered", "lost"]
    next_attempt_at: str | None
    faults: list[DeliveryFault]
    attempts: list[AttemptMade]


class Event(TypedDict):
    """What AWS tells the seller. `body` is the message's text, null while the event is planned for later."""

    event_id: str
    position: int
    type: str
    channel: Literal["sns", "eventbridge"]
    agreement_id: str | None
    product_code: str | None
    customer_aws_account_id: str | None
    at: str
    state: Literal["planned", "emitted"]
    body: str | None
    deliveries: list[Delivery]


class Events(msgspec.Struct, frozen=True, kw_only=True):
    """A page of events in the order of their times, or the newest first."""

    items: list[Event]
    next: int | None


class Redelivery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To which subscription an event is sent again; without one, to all that take it."""

    subscription_id: str | None = None


@route("GET", "/events")
def list_events(world: World, query: EventQuery) -> Events:
    """List the events, each with its deliveries and attempts, the earliest or the newest first."""
    rows = wanted_events.read(world.store, _wanted(world, query), query.limit + 1, newest=query.newest)
    shown = rows[: query.limit]
    following = shown[-1]["position"] if len(rows) > query.limit else None
    return Events(items=_shown(world, shown), next=following)


@route("GET", "/events/<event_id>")
def show_event(world: World, event_id: str) -> Event:
    """Show one event, with its deliveries and attempts."""
    return _shown(world, [events.find(world.store, event_id)])[0]


@route("POST", "/events/<event_id>/redeliver")
def redeliver_event(world: World, event_id: str, body: Redelivery) -> Event:
    """Send an event again, with the same id."""
    redelivering.redeliver(world, event_id, body.subscription_id)
    return show_event(world, event_id)


def _wanted(world: World, query: Any) -> WantedEvents:
    given: dict[str, Any] = event_filter.FILTER.given(query)
    store = world.store
    if "type" in given and given["type"] not in (*EVENTS, *_ABOUT_SUBSCRIPTIONS):
        raise Problem(422, f"{given['type']!r} is not a type of event; {meant(given['type'], EVENTS)}")
    if "agreement_id" in given:
        agreements.find(store, given["agreement_id"])
    if "product_code" in given:
        products.find(store, given["product_code"])
    if "subscription_id" in given:
        subscribing.find(world, given["subscription_id"])
    since, begin = given.pop("since", None), None
    after = wanted_events.place(store, query.cursor) if query.cursor else None
    if query.cursor and after is None:
        raise Problem(404, f"no event has the position {query.cursor} any more; list the events again without a cursor")
    if isinstance(since, str) and _EVENT_ID.fullmatch(since):
        named = events.find(store, since)
        since, begin = None, (named["at"], named["position"])
    with duration.given_as("since"):
        moment = None if since is None else duration.moment(since, world.clock.now())
    subscription_id, state = given.pop("subscription_id", None), given.pop("state", None)
    if query.newest:
        return WantedEvents(given, subscription_id, state, moment, after=begin, before=after)
    latest = max((each for each in (begin, after) if each is not None), default=None)
    return WantedEvents(given, subscription_id, state, moment, after=latest)


def _shown(world: World, rows: Iterable[Row]) -> list[Event]:
    rows = [*rows]
    deliveries = wanted_events.deliveries_of(world.store, rows)
    return [
        Event(
            event_id=row["event_id"],
            position=row["position"],
            type=row["type"],
            channel=row["channel"],
            agreement_id=row["agreement_id"] or None,
            product_code=row["product_code"] or None,
            customer_aws_account_id=row["customer_aws_account_id"] or None,
            at=duration.iso(row["at"]),
            state="emitted" if row["emitted"] else "planned",
            body=rendering.body(world, row) if row["emitted"] else None,
            deliveries=[_delivery(each) for each in deliveries[row["position"]]],
        )
        for row in rows
    ]


def _delivery(row: Row) -> Delivery:
    return Delivery(
        subscription_id=row["subscription_id"],
        state=row["state"],
        next_attempt_at=duration.iso(row["next_attempt_at"]) if row["next_attempt_at"] is not None else None,
        faults=[DeliveryFault(fault_id=each, kind=kind) for each, kind in msgspec.json.decode(row["faults"] or "[]")],
        attempts=[
            AttemptMade(
                number=each["number"],
                at=duration.iso(each["at"]),
                seconds=round(each["seconds"], 6),
                outcome=each["outcome"],
                answer=each["answer"],
            )
            for each in row["log"]
        ],
    )
