"""Refuse a fault rule about messages that can never fire, with the reason."""

from __future__ import annotations

import msgspec

from marketplace_emulator import agreements, nouns
from marketplace_emulator.events import CHANNELS, EVENTS
from marketplace_emulator.faults.message_kinds.old_message import OldMessage
from marketplace_emulator.faults.message_kinds.unknown_type import UnknownType
from marketplace_emulator.faults.rule import BadRule, MessageRule
from marketplace_emulator.nearest import meant
from marketplace_emulator.store import Row, products, subscriptions
from marketplace_emulator.world import World


def check(world: World, new: MessageRule) -> None:
    """Raise BadRule if the rule names what is not there, or what never comes together."""
    _check_types(new)
    scope, old = new.scope, getattr(new.fault, "old_message", None)
    types = [each for each in (scope.event, old) if isinstance(each, str)]
    for type_ in types:
        _check_generation(world, new, type_)
    if scope.subscription_id is not None:
        subscription = _find(world, scope.subscription_id)
        for type_ in types:
            _check_that_it_comes(subscription, type_)
        _check_product(subscription, dict(new.about).get("product_code"))
        _check_that_it_suits(new, subscription)


def _check_types(new: MessageRule) -> None:
    fault = new.fault
    for name, type_ in (("event", new.scope.event), ("old_message", getattr(fault, "old_message", None))):
        if isinstance(type_, str) and type_ not in EVENTS:
            raise BadRule(f"{name} is {type_!r}, which is not a type of event; {meant(type_, EVENTS)}")
    if isinstance(fault, UnknownType) and fault.unknown_type in EVENTS:
        raise BadRule(
            f"unknown_type is {fault.unknown_type!r}, which AWS sends; give a type that it does not send, or true"
        )
    if isinstance(fault, OldMessage) and isinstance(fault.old_message, str) and new.scope.event is not None:
        old, now = EVENTS[fault.old_message].CHANNEL, EVENTS[new.scope.event].CHANNEL
        if old != now:
            raise BadRule(
                f"old_message is {fault.old_message!r} of {old}, but event is {new.scope.event!r} of {now}: no agreement has "
                "both; give two types of one channel"
            )


def _find(world: World, subscription_id: str) -> Row:
    found = world.store.row(subscriptions.FIND, subscription_id=subscription_id)
    if found is None:
        known = [row["subscription_id"] for row in world.store.rows(subscriptions.ALL)]
        raise BadRule(f"there is no subscription {subscription_id!r}; {meant(subscription_id, known)}")
    return dict(found)


def _check_generation(world: World, new: MessageRule, type_: str) -> None:
    """Raise BadRule if AWS tells about the rule's products, as far as they are known, on another channel than the type's."""
    codes = [identifier for noun, identifier in nouns.all_of(world.store, new.about) if noun == "product_code"]
    known, channel = products.KNOWN.of(world.store, codes), EVENTS[type_].CHANNEL
    for code in codes:
        product = known[code]
        if product is not None and agreements.CHANNEL_OF[product["generation"]] != channel:
            raise BadRule(
                f"{type_!r} is a message of {channel}, which AWS never sends about the product {code} of generation "
                f"{product['generation']}; give a type of {agreements.CHANNEL_OF[product['generation']]}, or another product"
            )


def _check_that_it_comes(subscription: Row, event: str) -> None:
    types = None if subscription["types"] is None else msgspec.json.decode(subscription["types"])
    if subscription["channel"] not in (None, EVENTS[event].CHANNEL):
        takes = f"the channel {subscription['channel']} alone"
    elif types is not None and event not in types:
        takes = " and ".join(map(repr, types))
    else:
        return
    raise BadRule(
        f"the subscription {subscription['subscription_id']} takes {takes}, so {event!r} never goes to it; give another event or "
        "another subscription"
    )


def _check_product(subscription: Row, product_code: str | None) -> None:
    taken = subscription["product_code"]
    if None not in (taken, product_code) and taken != product_code:
        raise BadRule(
            f"the subscription {subscription['subscription_id']} takes events about the product {taken} alone, and the rule is "
            f"about {product_code}; leave product_code out"
        )


class _Planned(msgspec.Struct, frozen=True):
    """A message of a channel to a subscription, as a fault's `suits` sees it."""

    channel: str
    is_proven: bool
    event: int = 0

    def is_passing(self) -> bool:
        return False

    def earlier(self, type_: str | None) -> int | None:
        return None


def _check_that_it_suits(new: MessageRule, subscription: Row) -> None:
    proven = msgspec.json.decode(subscription["proven_channels"])
    event = new.scope.event
    channels = [EVENTS[event].CHANNEL] if event is not None else [subscription["channel"] or each for each in CHANNELS]
    if not any(new.fault.suits(_Planned(each, each in proven)) for each in channels):
        of = f"a message {event!r} to it" if event is not None else "a message to it"
        raise BadRule(
            f"the subscription {subscription['subscription_id']} is of the kind {subscription['kind']}, where nothing in {of} "
            "proves that AWS sent it, so this fault would never fire; give another subscription, such as one of the kind "
            "sns_http without raw, or of the kind http with headers"
        )
