"""Fault rules, each with the number of calls it has seen and was applied to."""

from __future__ import annotations

from collections.abc import Collection

import msgspec
from sqlalchemy import Column, Integer, String, Table, bindparam, delete, func, insert, select, update

from marketplace_emulator.store.database import METADATA, Prepared, Store

FAULTS = Table(
    "faults",
    METADATA,
    Column("position", Integer, primary_key=True),
    Column("fault_id", String, nullable=False, unique=True),
    Column("rule", String, nullable=False),
    Column("seen", Integer, nullable=False),
    Column("applied", Integer, nullable=False),
    Column("opened", Integer, nullable=False),
)
"""`rule` is the rule in JSON; `seen` counts the calls that it concerns, `applied` those that it was applied to, and
`opened` how often a gate let its calls go together."""

_ADD = Prepared(
    lambda: insert(FAULTS).values(
        {column.name: bindparam(column.name) for column in FAULTS.c if column.name != "position"}
    )
)
ALL = Prepared(lambda: select(FAULTS).order_by(FAULTS.c.position))
FIND = Prepared(lambda: select(FAULTS).where(FAULTS.c.fault_id == bindparam("fault_id")))
COUNT = Prepared(
    lambda: (
        update(FAULTS)
        .where(FAULTS.c.fault_id == bindparam("id"))
        .values(seen=bindparam("seen_now"), applied=bindparam("applied_now"))
    )
)
REMOVE = Prepared(lambda: delete(FAULTS).where(FAULTS.c.fault_id == bindparam("fault_id")))
_CLEAR = Prepared(
    lambda: delete(FAULTS).where(
        func.coalesce(func.json_extract(FAULTS.c.rule, "$.token"), "").not_in(
            select(func.json_each(bindparam("kept")).table_valued("value").c.value)
        )
    )
)


def create(store: Store, fault_id: str, rule: str) -> None:
    """Add a new rule, given in JSON."""
    store.run(_ADD, fault_id=fault_id, rule=rule, seen=0, applied=0, opened=0)


def clear(store: Store, but_of_tokens: Collection[str] = ()) -> None:
    """Take all rules away, but those that are bound to one of these tokens."""
    store.run(_CLEAR, kept=msgspec.json.encode([*but_of_tokens]).decode())
