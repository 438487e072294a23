"""Events that a filter asks for, each with its deliveries and their attempts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
from sqlalchemy import and_, bindparam, exists, func, or_, select, text

from marketplace_emulator.store.database import Prepared, Row, Store
from marketplace_emulator.store.deliveries import ATTEMPTS, DELIVERIES
from marketplace_emulator.store.events import EVENTS

_E, _D, _A = EVENTS.c, DELIVERIES.c, ATTEMPTS.c
_numbers = select(func.json_each(bindparam("of")).table_valued("value").c.value)
_DELIVERIES = Prepared(lambda: select(DELIVERIES).where(_D.event.in_(_numbers)).order_by(_D.position))
_ATTEMPTS = Prepared(lambda: select(ATTEMPTS).where(_A.delivery.in_(_numbers)).order_by(_A.position))
_PLACE = Prepared(lambda: select(_E.at, _E.position).where(_E.position == bindparam("position")))


@dataclass(frozen=True, slots=True)
class WantedEvents:
    """A filter: values of the table's `columns`, and of deliveries; events `after` and `before` a time and position."""

    columns: Mapping[str, Any]
    subscription_id: str | None = None
    state: str | None = None
    since: float | None = None
    after: tuple[float, int] | None = None
    before: tuple[float, int] | None = None


def place(store: Store, position: int) -> tuple[float, int] | None:
    """Return where an event is in the order of events; None if it is not there."""
    found = store.row(_PLACE, position=position)
    return None if found is None else (found[0], found[1])


def read(store: Store, wanted: WantedEvents, limit: int, *, newest: bool = False) -> list[Row]:
    """Return at most `limit` events in the order of their times, or the newest first."""
    order = (_E.at.desc(), _E.position.desc()) if newest else (_E.at, _E.position)
    statement = select(EVENTS).order_by(*order).limit(limit)
    statement = statement.where(text("NOT emitted" if wanted.state == "planned" else "emitted"))
    for name, value in wanted.columns.items():
        statement = statement.where(_E[name] == value)
    state = None if wanted.state in ("planned", "emitted") else wanted.state
    if wanted.subscription_id is not None or state is not None:
        its = select(_D.position).where(_D.event == _E.position)
        if wanted.subscription_id is not None:
            its = its.where(_D.subscription_id == wanted.subscription_id)
        if state is not None:
            its = its.where(_D.state == state)
        statement = statement.where(exists(its))
    if wanted.since is not None:
        statement = statement.where(_E.at >= wanted.since)
    if wanted.after is not None:
        at, position = wanted.after
        statement = statement.where(or_(_E.at > at, and_(_E.at == at, _E.position > position)))
    if wanted.before is not None:
        at, position = wanted.before
        statement = statement.where(or_(_E.at < at, and_(_E.at == at, _E.position < position)))
    return [dict(row) for row in store.ask(statement)]


def deliveries_of(store: Store, events: Iterable[Row]) -> dict[int, list[dict[str, Any]]]:
    """Return the deliveries of events by the event's position, each with its attempts in the member `log`."""
    found: dict[int, list[dict[str, Any]]] = {each["position"]: [] for each in events}
    by_position: dict[int, dict[str, Any]] = {}
    for row in store.rows(_DELIVERIES, of=_written(found)):
        made = by_position[row["position"]] = {**dict(row), "log": []}
        found[row["event"]].append(made)
    for row in store.rows(_ATTEMPTS, of=_written(by_position)):
        by_position[row["delivery"]]["log"].append(dict(row))
    return found


def _written(numbers: Iterable[int]) -> str:
    return msgspec.json.encode([*numbers]).decode()
