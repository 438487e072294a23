"""Deliveries: each event on its way to each subscription, with every attempt."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    Column,
    Float,
    Index,
    Integer,
    String,
    Table,
    bindparam,
    func,
    insert,
    literal,
    null,
    or_,
    select,
    text,
)

from marketplace_emulator.store.database import METADATA, Prepared
from marketplace_emulator.store.events import EVENTS
from marketplace_emulator.store.subscriptions import SUBSCRIPTIONS

UNDER_WAY = text("deliveries.state IN ('waiting', 'sending')")
IS_SENDING = text("deliveries.state = 'sending'")
"""The conditions of the indexes; a query that has one finds what is under way as quickly among millions of other rows."""

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("position", Integer, primary_key=True),
    Column("event", Integer, nullable=False, index=True),
    Column("subscription_id", String, nullable=False),
    Column("agreement_id", String),
    Column("state", String, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("next_attempt_at", Float),
    Column("sender", String),
    Column("behind", Integer, nullable=False, server_default="0"),
    Column("altered", String),
    Column("faults", String),
    info={"of": ("events", "subscriptions")},
)
"""`event` is the position of the event. `state` is waiting, sending, delivered or lost. `next_attempt_at` is by the
emulator's clock. `sender` is the process that sends it now, and which of its attempts this is.
Faults make the rest: it is held until so many other messages of its agreement were sent; `altered` is JSON, how it is sent in
another way than AWS sends it; `faults` is JSON, the id and the kind of each fault that did something to it."""
_IS_UNDER_WAY = text("state IN ('waiting', 'sending')")
Index(
    "ix_deliveries_under_way",
    DELIVERIES.c.subscription_id,
    DELIVERIES.c.next_attempt_at,
    DELIVERIES.c.position,
    sqlite_where=_IS_UNDER_WAY,
)
Index(
    "ix_deliveries_of_agreement",
    DELIVERIES.c.subscription_id,
    DELIVERIES.c.agreement_id,
    DELIVERIES.c.next_attempt_at,
    DELIVERIES.c.position,
    sqlite_where=_IS_UNDER_WAY,
)
Index(
    "ix_deliveries_sending", DELIVERIES.c.subscription_id, DELIVERIES.c.sender, sqlite_where=text("state = 'sending'")
)
IS_HELD = text("deliveries.state = 'waiting' AND deliveries.attempts = 0 AND deliveries.behind > 0")
Index(
    "ix_deliveries_held",
    DELIVERIES.c.subscription_id,
    DELIVERIES.c.agreement_id,
    sqlite_where=text("state = 'waiting' AND attempts = 0 AND behind > 0"),
)

ATTEMPTS = Table(
    "attempts",
    METADATA,
    Column("position", Integer, primary_key=True),
    Column("delivery", Integer, nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("at", Float, nullable=False),
    Column("machine_at", Float, nullable=False),
    Column("seconds", Float),
    Column("outcome", String, nullable=False),
    Column("answer", String),
    info={"part_of": "deliveries", "of": ("deliveries",)},
)
"""`at` is by the emulator's clock, and `machine_at` by the machine's, when it began; `seconds` is how long the attempt took. `outcome` says what became of it."""

_E, _S = EVENTS.c, SUBSCRIPTIONS.c


def _takes() -> tuple[Any, ...]:
    """Return the conditions under which a subscription takes an event."""
    return (
        _S.state == "confirmed",
        or_(_S.product_code == null(), _S.product_code == _E.product_code),
        or_(_S.channel == null(), _S.channel == _E.channel),
        or_(_S.types == null(), _E.type.in_(select(func.json_each(_S.types).table_valued("value").c.value))),
    )


def _wanted(*columns: Any) -> Any:
    """Select each event that is planned until a time with each subscription that wants it, in their order."""
    return (
        select(*columns)
        .join_from(EVENTS, SUBSCRIPTIONS, _S.since <= _E.at)
        .where(text("NOT emitted"), _E.at <= bindparam("until"), *_takes())
        .order_by(_E.at, _E.position, _S.position)
    )


FOR_EMITTED = Prepared(
    lambda: insert(DELIVERIES).from_select(
        ["event", "subscription_id", "agreement_id", "state", "next_attempt_at"],
        _wanted(_E.position, _S.subscription_id, _E.agreement_id, literal("waiting"), _E.at),
    )
)
"""A delivery to each subscription that wants it, of each event that is planned `until` a time and not yet emitted."""
TO_MAKE = Prepared(
    lambda: _wanted(
        _E.position.label("event"), _E.type, _E.channel, _E.agreement_id, _E.at, _S.subscription_id, _S.proven_channels
    )
)
"""The same deliveries, to be made one by one."""
TAKERS = Prepared(
    lambda: (
        select(SUBSCRIPTIONS)
        .join_from(SUBSCRIPTIONS, EVENTS, _E.position == bindparam("event"))
        .where(*_takes())
        .order_by(_S.position)
    )
)
"""The subscriptions that take an event, also those that were added after it."""
