"""Subscriptions: where events go."""

from __future__ import annotations

from sqlalchemy import Column, Float, Integer, String, Table, bindparam, delete, insert, select, update

from marketplace_emulator.store.database import METADATA, Prepared

SUBSCRIPTIONS = Table(
    "subscriptions",
    METADATA,
    Column("position", Integer, primary_key=True),
    Column("subscription_id", String, nullable=False, unique=True),
    Column("name", String),
    Column("kind", String, nullable=False),
    Column("target", String, nullable=False),
    Column("settings", String, nullable=False),
    Column("channel", String),
    Column("product_code", String),
    Column("types", String),
    Column("proven_channels", String, nullable=False),
    Column("state", String, nullable=False),
    Column("since", Float, nullable=False),
)
"""`settings` is JSON: the members of its kind. `channel`, `product_code` and `types` (a JSON list) are null if it takes all.
`proven_channels` is JSON: the channels whose messages prove to it that AWS sent them, by a signature or a secret. `state` is confirmed or pending_confirmation. It gets no event from before `since`."""

ADD = Prepared(
    lambda: insert(SUBSCRIPTIONS).values(
        {column.name: bindparam(column.name) for column in SUBSCRIPTIONS.c if column.name != "position"}
    )
)
ALL = Prepared(lambda: select(SUBSCRIPTIONS).order_by(SUBSCRIPTIONS.c.position))
ANY = Prepared(lambda: select(SUBSCRIPTIONS.c.position).limit(1))
FIND = Prepared(lambda: select(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.subscription_id == bindparam("subscription_id")))
REMOVE = Prepared(lambda: delete(SUBSCRIPTIONS).where(SUBSCRIPTIONS.c.subscription_id == bindparam("subscription_id")))
PUT_STATE = Prepared(
    lambda: (
        update(SUBSCRIPTIONS)
        .where(SUBSCRIPTIONS.c.subscription_id == bindparam("of_id"))
        .values(state=bindparam("now_in"))
    )
)
