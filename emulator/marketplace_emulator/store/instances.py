"""Instances of sellers' software that RegisterUsage has let in, each known by its access key."""

from __future__ import annotations

from sqlalchemy import Column, Float, String, Table, bindparam, insert, select

from marketplace_emulator.store.database import METADATA, Prepared, Store

INSTANCES = Table(
    "instances",
    METADATA,
    Column("product_code", String, primary_key=True),
    Column("access_key_id", String, primary_key=True),
    Column("registered_at", Float, nullable=False),
    info={"of": ("agreements",)},
)

_ADD = Prepared(lambda: insert(INSTANCES).values({column.name: bindparam(column.name) for column in INSTANCES.c}))
_FIND = Prepared(
    lambda: (
        select(INSTANCES.c.registered_at)
        .where(INSTANCES.c.product_code == bindparam("product_code"))
        .where(INSTANCES.c.access_key_id == bindparam("access_key_id"))
    )
)


def is_registered(store: Store, product_code: str, access_key_id: str) -> bool:
    """Say whether RegisterUsage has let in this instance of the product."""
    return store.row(_FIND, product_code=product_code, access_key_id=access_key_id) is not None


def register(store: Store, product_code: str, access_key_id: str, at: float) -> None:
    """Let in an instance of the product."""
    store.run(_ADD, product_code=product_code, access_key_id=access_key_id, registered_at=at)
