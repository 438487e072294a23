"""What is due later: steps of agreements, planned events, and waiting attempts to deliver one, in the order of their times."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import literal, null, select, text, tuple_, union_all

from marketplace_emulator.store.agenda import AGENDA
from marketplace_emulator.store.database import Row, Store
from marketplace_emulator.store.deliveries import DELIVERIES
from marketplace_emulator.store.events import EVENTS

Kind = Literal["step", "event", "attempt"]
KINDS: tuple[Kind, ...] = get_args(Kind)
"""The kinds of what is due, in the order in which those of one time happen."""

_STEPS = select(
    AGENDA.c.due_at.label("at"),
    literal(0).label("kind"),
    AGENDA.c.position.label("position"),
    AGENDA.c.step.label("name"),
    AGENDA.c.agreement_id.label("agreement_id"),
    AGENDA.c.fields.label("fields"),
    null().label("event_id"),
    null().label("subscription_id"),
)
_EVENTS = select(
    EVENTS.c.at,
    literal(1),
    EVENTS.c.position,
    EVENTS.c.type,
    EVENTS.c.agreement_id,
    literal("{}"),
    EVENTS.c.event_id,
    null(),
).where(text("NOT emitted"))
_ATTEMPTS = (
    select(
        DELIVERIES.c.next_attempt_at,
        literal(2),
        DELIVERIES.c.position,
        EVENTS.c.type,
        EVENTS.c.agreement_id,
        literal("{}"),
        EVENTS.c.event_id,
        DELIVERIES.c.subscription_id,
    )
    .join_from(DELIVERIES, EVENTS, EVENTS.c.position == DELIVERIES.c.event)
    .where(DELIVERIES.c.state == "waiting", DELIVERIES.c.next_attempt_at.is_not(None))
)
_DUE = union_all(_STEPS, _EVENTS, _ATTEMPTS).subquery("due")
_PLACE = (_DUE.c.at, _DUE.c.kind, _DUE.c.position)


@dataclass(frozen=True, slots=True)
class Place:
    """The place of something in the order of what is due."""

    at: float
    kind: int
    position: int


def page(
    store: Store,
    limit: int,
    after: Place | None = None,
    *,
    until: float | None = None,
    kind: Kind | None = None,
    agreement_id: str | None = None,
) -> list[Row]:
    """Return what is due after a place, the first first; `kind` is a number, the index of KINDS."""
    statement = select(_DUE).order_by(*_PLACE).limit(limit)
    if after is not None:
        statement = statement.where(tuple_(*_PLACE) > tuple_(after.at, after.kind, after.position))
    if until is not None:
        statement = statement.where(_DUE.c.at <= until)
    if kind is not None:
        statement = statement.where(_DUE.c.kind == KINDS.index(kind))
    if agreement_id is not None:
        statement = statement.where(_DUE.c.agreement_id == agreement_id)
    return [dict(row) for row in store.ask(statement)]
