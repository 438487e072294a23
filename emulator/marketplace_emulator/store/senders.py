"""Senders: the processes that send deliveries, each with the time at which it was last seen alive."""

from __future__ import annotations

from sqlalchemy import Column, Float, String, Table, bindparam, delete, select
from sqlalchemy.dialects.sqlite import insert

from marketplace_emulator.store.database import METADATA, Prepared

SENDERS = Table(
    "senders",
    METADATA,
    Column("sender", String, primary_key=True),
    Column("seen_at", Float, nullable=False),
    info={"part_of": "deliveries"},
)
"""`seen_at` is by the machine's clock."""

_NEW = insert(SENDERS).values(sender=bindparam("sender"), seen_at=bindparam("seen_at"))
SEEN = Prepared(lambda: _NEW.on_conflict_do_update(index_elements=["sender"], set_={"seen_at": _NEW.excluded.seen_at}))
ALIVE = Prepared(lambda: select(SENDERS.c.sender).where(SENDERS.c.seen_at > bindparam("after")))
GONE = Prepared(lambda: delete(SENDERS).where(SENDERS.c.seen_at <= bindparam("before")))
LEAVE = Prepared(lambda: delete(SENDERS).where(SENDERS.c.sender == bindparam("of_sender")))
