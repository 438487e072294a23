"""Taken steps: what happened to each agreement, and when."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Column, Float, Index, Integer, String, Table, bindparam, insert, select

from marketplace_emulator.store.database import METADATA, Prepared, Row, Store

TAKEN_STEPS = Table(
    "taken_steps",
    METADATA,
    Column("position", Integer, primary_key=True),
    Column("agreement_id", String, nullable=False, index=True),
    Column("at", Float, nullable=False),
    Column("machine_at", Float, nullable=False),
    Column("step", String, nullable=False),
    Column("details", String, nullable=False),
    Column("refusal", String),
    Index("ix_taken_steps_machine_at", "machine_at", "at", "position"),
    info={"part_of": "agreements", "of": ("agreements",)},
)
"""`at` is by the emulator's clock, `machine_at` by the machine's, which nobody moves, and the same
for all of a transaction. `details` is JSON: the step's own members. `refusal` is why a step of the agenda was not legal at its time, else null."""

ADD = Prepared(
    lambda: insert(TAKEN_STEPS).values(
        {column.name: bindparam(column.name) for column in TAKEN_STEPS.c if column.name != "position"}
    )
)
_OF_AGREEMENT = Prepared(
    lambda: (
        select(TAKEN_STEPS)
        .where(TAKEN_STEPS.c.agreement_id == bindparam("agreement_id"))
        .order_by(TAKEN_STEPS.c.position)
    )
)


def row(
    agreement_id: str, at: float, machine_at: float, step: str, details: dict[str, Any], refusal: str | None = None
) -> dict[str, Any]:
    """Return the row of a step that was taken, or refused when its time came."""
    written = msgspec.json.encode(details).decode()
    return {
        "agreement_id": agreement_id,
        "at": at,
        "machine_at": machine_at,
        "step": step,
        "details": written,
        "refusal": refusal,
    }


def of_agreement(store: Store, agreement_id: str) -> list[Row]:
    """Return an agreement's steps in the order in which they were taken, their details decoded."""
    found = store.rows(_OF_AGREEMENT, agreement_id=agreement_id)
    return [{**dict(each), "details": msgspec.json.decode(each["details"])} for each in found]
