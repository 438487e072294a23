"""Calls that wait at a fault rule, in a table of their own, because no snapshot or reset may hold or release them."""

from __future__ import annotations

from sqlalchemy import Column, Float, MetaData, String, Table, bindparam, delete, exists, insert, select, update

from marketplace_emulator.store.database import Prepared, Store
from marketplace_emulator.store.faults import FAULTS

TABLES = MetaData()
GATHERED = Table(
    "gathered",
    TABLES,
    Column("request_id", String, primary_key=True),
    Column("fault_id", String, nullable=False),
    Column("leaves_at", Float, nullable=False),
)
"""`leaves_at` is in epoch seconds of real time; a row that is older was left behind by a process that was killed."""

_FAULT_ID = bindparam("fault_id", type_=String)
_REQUEST_ID = bindparam("request_id", type_=String)
_C = GATHERED.c
COME = Prepared(lambda: insert(GATHERED).values({column.name: bindparam(column.name) for column in _C}))
HERE = Prepared(
    lambda: select(_C.request_id).where(_C.fault_id == _FAULT_ID, _C.leaves_at > bindparam("now", type_=Float))
)
IS_HERE = Prepared(
    lambda: select(_C.request_id).where(_C.request_id == _REQUEST_ID, exists().where(FAULTS.c.fault_id == _FAULT_ID))
)
LEAVE = Prepared(lambda: delete(GATHERED).where(_C.request_id == _REQUEST_ID))
GO = Prepared(lambda: delete(GATHERED).where(_C.fault_id == _FAULT_ID))
OPEN = Prepared(lambda: update(FAULTS).where(FAULTS.c.fault_id == bindparam("id")).values(opened=FAULTS.c.opened + 1))
"""Count that a rule has let its calls go together."""


def make(store: Store) -> None:
    """Create the table unless it exists."""
    store.make(TABLES)
