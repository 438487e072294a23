"""Handovers: the browser of a buyer was sent with a token to a fulfillment URL.

A handover says what the console did, and nothing of what the seller answered: a browser does not tell.
"""

from __future__ import annotations

import time

from sqlalchemy import Column, Float, Integer, String, Table, bindparam, insert, select

from marketplace_emulator.store.database import METADATA, Prepared, Row, Store

HANDOVERS = Table(
    "handovers",
    METADATA,
    Column("position", Integer, primary_key=True),
    Column("at", Float, nullable=False),
    Column("machine_at", Float, nullable=False),
    Column("token", String, nullable=False),
    Column("agreement_id", String, nullable=False, index=True),
    Column("product_code", String, nullable=False),
    Column("url", String, nullable=False),
    Column("choice", String, nullable=False),
    info={"of": ("agreements",)},
)
"""`position` is the handover's id. `at` is by the emulator's clock, `machine_at` by the machine's. `agreement_id` is the
agreement that was set up, whose product has `product_code`; the `token` may be one of another agreement, or of none. `choice`
names what the person chose to try, such as `expired`."""

_ADD = Prepared(
    lambda: insert(HANDOVERS).values(
        {column.name: bindparam(column.name) for column in HANDOVERS.c if column.name != "position"}
    )
)
_OF_AGREEMENT = Prepared(
    lambda: (
        select(HANDOVERS)
        .where(HANDOVERS.c.agreement_id == bindparam("agreement_id"))
        .order_by(HANDOVERS.c.position.desc())
        .limit(bindparam("most"))
    )
)


def add(store: Store, *, at: float, token: str, agreement_id: str, product_code: str, url: str, choice: str) -> None:
    """Write down that a browser is sent with a token to a URL."""
    row = {"at": at, "machine_at": time.time(), "token": token, "agreement_id": agreement_id}
    store.run(_ADD, **row, product_code=product_code, url=url, choice=choice)


def of_agreement(store: Store, agreement_id: str, most: int) -> list[Row]:
    """Return at most so many handovers of an agreement, the newest first."""
    return list(map(dict, store.rows(_OF_AGREEMENT, agreement_id=agreement_id, most=most)))
