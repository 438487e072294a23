"""What is due later: steps of agreements, planned events, and waiting attempts to deliver one, in the order of their times."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal, get_args

from sqlalchemy import Column, Select, literal, null, select, text, tuple_

from marketplace_emulator.store.agenda import AGENDA
from marketplace_emulator.store.database import Row, Store
from marketplace_emulator.store.deliveries import DELIVERIES
from marketplace_emulator.store.events import EVENTS

Kind = Literal["step", "event", "attempt"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""The kinds of what is due, in the order in which those of one time happen."""


@dataclass(frozen=True, slots=True)
class Place:
    """The place of something in the order of what is due; `kind` is an index of KINDS."""

    at: float
    kind: int
    position: int


def after(at: float) -> Place:
    """Return the place after all that is due until a time."""
    return Place(at, len(KINDS), 0)


@dataclass(frozen=True, slots=True)
class _Source:
    """Where one kind of what is due is found, and the columns of its order, by an index of its table."""

    statement: Select[Any]
    at: Column[float]
    position: Column[int]
    agreement_id: Column[str]


_SOURCES: Mapping[Kind, _Source] = {
    "step": _Source(
        select(
            AGENDA.c.due_at.label("at"),
            AGENDA.c.position,
            AGENDA.c.step.label("name"),
            AGENDA.c.agreement_id,
            AGENDA.c.fields,
            null().label("event_id"),
            null().label("subscription_id"),
        ),
        AGENDA.c.due_at,
        AGENDA.c.position,
        AGENDA.c.agreement_id,
    ),
    "event": _Source(
        select(
            EVENTS.c.at,
            EVENTS.c.position,
            EVENTS.c.type.label("name"),
            EVENTS.c.agreement_id,
            literal("{}").label("fields"),
            EVENTS.c.event_id,
            null().label("subscription_id"),
        ).where(text("NOT emitted")),
        EVENTS.c.at,
        EVENTS.c.position,
        EVENTS.c.agreement_id,
    ),
    "attempt": _Source(
        select(
            DELIVERIES.c.next_attempt_at.label("at"),
            DELIVERIES.c.position,
            EVENTS.c.type.label("name"),
            EVENTS.c.agreement_id,
            literal("{}").label("fields"),
            EVENTS.c.event_id,
            DELIVERIES.c.subscription_id,
        )
        .join_from(DELIVERIES, EVENTS, EVENTS.c.position == DELIVERIES.c.event)
        .where(DELIVERIES.c.state == "waiting", DELIVERIES.c.next_attempt_at.is_not(None)),
        DELIVERIES.c.next_attempt_at,
        DELIVERIES.c.position,
        EVENTS.c.agreement_id,
    ),
}


def page(
    store: Store,
    limit: int,
    after: Place | None = None,
    *,
    until: float | None = None,
    kind: Kind | None = None,
    agreement_id: str | None = None,
) -> list[Row]:
    """Return what is due after a place, the first first; the `kind` of a row is an index of KINDS."""
    found = (
        _of_kind(store, number, limit, after, until, agreement_id)
        for number, each in enumerate(KINDS)
        if kind in (None, each)
    )
    return [*islice(heapq.merge(*found, key=lambda row: (row["at"], row["kind"], row["position"])), limit)]


def _of_kind(
    store: Store, kind: int, limit: int, after: Place | None, until: float | None, agreement_id: str | None
) -> Iterator[Row]:
    source = _SOURCES[KINDS[kind]]
    statement = source.statement.order_by(source.at, source.position).limit(limit)
    if after is not None:
        position = after.position if kind == after.kind else -1 if kind > after.kind else _LAST
        statement = statement.where(tuple_(source.at, source.position) > tuple_(after.at, position))
    if until is not None:
        statement = statement.where(source.at <= until)
    if agreement_id is not None:
        statement = statement.where(source.agreement_id == agreement_id)
    return ({**row, "kind": kind} for row in store.ask(statement))


_LAST = 2**62
"""A position after all."""
