"""Deliveries: each event on its way to each subscription, with every attempt."""

from __future__ import annotations

from sqlalchemy import Column, Float, Index, Integer, String, Table, bindparam, func, insert, literal, null, or_, select

from marketplace_emulator.store.database import METADATA, Prepared
from marketplace_emulator.store.events import EVENTS
from marketplace_emulator.store.subscriptions import SUBSCRIPTIONS

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("position", Integer, primary_key=True),
    Column("event", Integer, nullable=False, index=True),
    Column("subscription_id", String, nullable=False),
    Column("state", String, nullable=False),
    Column("next_attempt_at", Float),
    Column("sender", String),
    Index("ix_deliveries_waiting", "state", "next_attempt_at", "position"),
    Index("ix_deliveries_of_subscription", "subscription_id"),
    info={"of": ("events", "subscriptions")},
)
"""`event` is the position of the event. `state` is waiting, sending, delivered or lost. `next_attempt_at` is by the
emulator's clock. `sender` is the process that sends it now."""

ATTEMPTS = Table(
    "attempts",
    METADATA,
    Column("position", Integer, primary_key=True),
    Column("delivery", Integer, nullable=False, index=True),
    Column("number", Integer, nullable=False),
    Column("at", Float, nullable=False),
    Column("seconds", Float),
    Column("outcome", String, nullable=False),
    Column("answer", String),
    info={"part_of": "deliveries", "of": ("deliveries",)},
)
"""`at` is by the emulator's clock; `seconds` is how long the attempt took. `outcome` says what became of it."""

FOR_EMITTED = Prepared(
    insert(DELIVERIES).from_select(
        ["event", "subscription_id", "state", "next_attempt_at"],
        select(EVENTS.c.position, SUBSCRIPTIONS.c.subscription_id, literal("waiting"), EVENTS.c.at)
        .join_from(EVENTS, SUBSCRIPTIONS, SUBSCRIPTIONS.c.since <= EVENTS.c.at)
        .where(~EVENTS.c.emitted, EVENTS.c.at <= bindparam("until"), SUBSCRIPTIONS.c.state == "confirmed")
        .where(or_(SUBSCRIPTIONS.c.product_code == null(), SUBSCRIPTIONS.c.product_code == EVENTS.c.product_code))
        .where(
            or_(
                SUBSCRIPTIONS.c.types == null(),
                EVENTS.c.type.in_(select(func.json_each(SUBSCRIPTIONS.c.types).table_valued("value").c.value)),
            )
        )
        .order_by(EVENTS.c.at, EVENTS.c.position, SUBSCRIPTIONS.c.position),
    )
)
"""A delivery to each subscription that wants it, of each event that is planned `until` a time and not yet emitted."""
