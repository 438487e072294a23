"""The agenda: steps of agreements that are due later, such as the end of one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import Boolean, Column, Float, Index, Integer, String, Table, bindparam, delete, func, insert, select

from marketplace_emulator.store.database import METADATA, Prepared, Row, Store

AGENDA = Table(
    "agenda",
    METADATA,
    Column("position", Integer, primary_key=True),
    Column("due_at", Float, nullable=False),
    Column("step", String, nullable=False),
    Column("agreement_id", String, index=True),
    Column("fields", String, nullable=False),
    Column("by_itself", Boolean, nullable=False),
    Index("ix_agenda_due_at", "due_at", "position"),
    info={"part_of": "agreements", "of": ("agreements",)},
)
"""`agreement_id` is null for a step that makes an agreement. `fields` is JSON: the step's own members. `by_itself` says that AWS
takes the step by itself, such as the end of an agreement; nobody asked for it."""

ADD = Prepared(
    lambda: insert(AGENDA).values(
        {column.name: bindparam(column.name) for column in AGENDA.c if column.name != "position"}
    )
)
_DUE = Prepared(
    lambda: (
        select(AGENDA)
        .where(AGENDA.c.due_at <= bindparam("now"))
        .order_by(AGENDA.c.due_at, AGENDA.c.position)
        .limit(bindparam("limit", type_=Integer))
    )
)
_REMOVE = Prepared(lambda: delete(AGENDA).where(AGENDA.c.position == bindparam("position")))
_FORGET = Prepared(lambda: delete(AGENDA).where(AGENDA.c.agreement_id == bindparam("agreement_id"), AGENDA.c.by_itself))
_EARLIEST = Prepared(lambda: select(func.min(AGENDA.c.due_at)))


def row(
    due_at: float, step: str, agreement_id: str | None, fields: dict[str, Any] | None = None, *, by_itself: bool = False
) -> dict[str, Any]:
    """Return the row of a step that is due at a time."""
    written = msgspec.json.encode(fields).decode() if fields else "{}"
    return {"due_at": due_at, "step": step, "agreement_id": agreement_id, "fields": written, "by_itself": by_itself}


def due(store: Store, now: float, limit: int) -> list[Row]:
    """Return the first steps that are due now, in their order."""
    return [
        {**dict(each), "fields": msgspec.json.decode(each["fields"])} for each in store.rows(_DUE, now=now, limit=limit)
    ]


def remove(store: Store, steps: Iterable[Row]) -> None:
    """Remove steps from the agenda."""
    store.run_many(_REMOVE, [{"position": each["position"]} for each in steps])


def forget(store: Store, agreement_ids: Iterable[str]) -> None:
    """Remove the steps that AWS takes by itself from the agendas of agreements."""
    store.run_many(_FORGET, [{"agreement_id": each} for each in agreement_ids])


def earliest(store: Store) -> float | None:
    """Return when the next step is due; None if there is none."""
    found = store.row(_EARLIEST)
    return None if found is None else found[0]
