"""Subscriptions: where events go."""

from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import Annotated, Any, Literal, TypedDict

import msgspec
from msgspec import Meta

from marketplace_emulator import duration
from marketplace_emulator.control.page import PageQuery, page
from marketplace_emulator.control.route import Waits, route
from marketplace_emulator.deliveries import shown, subscribing
from marketplace_emulator.deliveries.new_subscription import NewSubscription
from marketplace_emulator.store import Row, subscriptions
from marketplace_emulator.wait import Wait
from marketplace_emulator.world import World

LOOK_UP_SECONDS = 5.0
"""How long a new subscription waits until the name of its target is found."""


class Subscription(TypedDict):
    """Where events go. `settings` are those of its kind; secrets in them are shortened. It gets no event of before `since`."""

    subscription_id: str
    name: str | None
    kind: str
    target: str
    settings: Annotated[dict[str, Any], Meta(description="the members of its kind")]
    product_code: str | None
    types: list[str] | None
    state: Literal["confirmed", "pending_confirmation"]
    since: str


class Subscriptions(msgspec.Struct, frozen=True, kw_only=True):
    """A page of subscriptions, the oldest first."""

    items: list[Subscription]
    next: int | None


def _shown(row: Row) -> Subscription:
    return Subscription(
        subscription_id=row["subscription_id"],
        name=row["name"],
        kind=row["kind"],
        target=row["target"],
        settings=shown.settings(row),
        product_code=row["product_code"],
        types=None if row["types"] is None else msgspec.json.decode(row["types"]),
        state=row["state"],
        since=duration.iso(row["since"]),
    )


@route("GET", "/subscriptions")
def list_subscriptions(world: World, query: PageQuery) -> Subscriptions:
    """List the subscriptions."""
    rows, following = page(world.store, subscriptions.SUBSCRIPTIONS, query, {})
    return Subscriptions(items=[_shown(row) for row in rows], next=following)


@route("POST", "/subscriptions", status=201, in_transaction=False)
def add_subscription(world: World, body: NewSubscription) -> Waits[Subscription]:
    """Subscribe a target to events. It gets those from now on."""
    checked = Future[None]()
    threading.Thread(target=_check, args=(body, world.allowed_targets, checked), name="look-up", daemon=True).start()
    yield Wait(LOOK_UP_SECONDS, checked)
    if checked.done():  # otherwise the name cannot be found yet; its address is checked again before each connection
        checked.result()
    with world.transaction():
        return _shown(subscribing.find(world, subscribing.add(world, body)))


def _check(body: Any, allowed: frozenset[str], checked: Future[None]) -> None:
    """Check a target on a thread of its own: while a name is looked up, the server answers others."""
    try:
        subscribing.check_target(body, allowed)
        checked.set_result(None)
    except BaseException as problem:
        checked.set_exception(problem)


@route("DELETE", "/subscriptions/<subscription_id>")
def remove_subscription(world: World, subscription_id: str) -> None:
    """Remove a subscription, and what is on its way to it."""
    subscribing.remove(world, subscription_id)


@route("DELETE", "/subscriptions")
def remove_subscriptions(world: World) -> None:
    """Remove all subscriptions, those of the fixtures too."""
    for row in world.store.rows(subscriptions.ALL):
        subscribing.remove(world, row["subscription_id"])
