"""Add and remove subscriptions; one with which nothing could be sent is refused."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from typing import Any

import msgspec

from marketplace_emulator.deliveries import handshake, targets
from marketplace_emulator.deliveries.kind import Kind, kinds
from marketplace_emulator.deliveries.new_subscription import id_of, settings_of
from marketplace_emulator.events import CHANNELS, EVENTS
from marketplace_emulator.nearest import meant
from marketplace_emulator.store import Row, delivery_queue, products, subscriptions
from marketplace_emulator.store.problems import Conflict, NotThere
from marketplace_emulator.world import World


class BadSubscription(ValueError):
    """A subscription with which nothing could be sent; the text says why and what to do."""


def check_target(wanted: Any, allowed: Collection[str]) -> None:
    """Raise BadSubscription if a NewSubscription's target may not be called. A name is looked up, which may take long."""
    _, _, url = _read(wanted)
    try:
        if url is not None:
            targets.check(url, allowed)
    except targets.NotAllowed as problem:
        raise BadSubscription(str(problem)) from None


def _read(wanted: Any) -> tuple[Kind, msgspec.Struct, str | None]:
    """Return the kind, settings and URL of a NewSubscription."""
    try:
        settings = settings_of(wanted)
        kind = kinds()[wanted.kind]
        kind.check(wanted.target, settings)
        return kind, settings, kind.address(wanted.target, settings)
    except (Conflict, targets.NotAllowed, msgspec.ValidationError) as problem:
        raise BadSubscription(str(problem)) from None


def add(world: World, wanted: Any, *, confirmed: bool = False) -> str:
    """Add a NewSubscription whose target was checked, and return its id; one that is `confirmed` is not asked to confirm it.

    Raise BadSubscription, NotThere or Conflict, and add nothing.
    """
    kind, settings, _ = _read(wanted)
    channel: str | None = kind.channel(settings) if hasattr(kind, "channel") else None
    _check_types(wanted, channel)
    if wanted.product_code is not None:
        products.find(world.store, wanted.product_code)
    found = id_of(wanted.name) if wanted.name else f"sub-{uuid.uuid4().hex[:12]}"
    if world.store.row(subscriptions.FIND, subscription_id=found) is not None:
        raise Conflict(f"there is a subscription {wanted.name!r} already; give another name, or remove that one")
    confirms = hasattr(kind, "CONFIRMS") and not confirmed
    row: dict[str, Any] = {
        "subscription_id": found,
        "name": wanted.name,
        "kind": wanted.kind,
        "target": wanted.target,
        "settings": msgspec.json.encode(settings).decode(),
        "channel": channel,
        "product_code": wanted.product_code,
        "types": None if wanted.types is None else msgspec.json.encode(wanted.types).decode(),
        "proven_channels": msgspec.json.encode(_proven_channels(kind, settings)).decode(),
        "state": "pending_confirmation" if confirms else "confirmed",
        "since": world.clock.now(),
    }
    world.store.run(subscriptions.ADD, **row)
    if confirms:
        handshake.invite(world, row)
    world.changed()
    return found


def _proven_channels(kind: Any, settings: Any) -> tuple[str, ...]:
    found: tuple[str, ...] = kind.proven_channels(settings) if hasattr(kind, "proven_channels") else ()
    return found


def find(world: World, subscription_id: str) -> Row:
    """Find a subscription, or raise NotThere."""
    row = world.store.row(subscriptions.FIND, subscription_id=subscription_id)
    if row is None:
        known = (each["subscription_id"] for each in world.store.rows(subscriptions.ALL))
        raise NotThere("subscription", subscription_id, known)
    return dict(row)


def remove(world: World, subscription_id: str) -> None:
    """Remove a subscription and what is on its way to it; the log keeps what was delivered or lost. Raise NotThere."""
    find(world, subscription_id)
    for statement in (delivery_queue.FORGET_ATTEMPTS, delivery_queue.FORGET):
        world.store.run(statement, subscription_id=subscription_id)
    world.store.run(subscriptions.REMOVE, subscription_id=subscription_id)
    world.changed()


def _check_types(wanted: Any, channel: str | None) -> None:
    for each in wanted.types or ():
        taken = [type_ for type_, module in EVENTS.items() if channel in (None, module.CHANNEL)]
        if each not in EVENTS:
            raise BadSubscription(f"{each!r} is not a type of message; {meant(each, taken)}")
        if each not in taken:
            others = ", ".join(name for name in CHANNELS if name != channel)
            raise BadSubscription(f"{wanted.kind} takes no messages of {others}, such as {each!r}; expected others")
