"""The agenda: what is due next, and when."""

from __future__ import annotations

from typing import Annotated, Any, TypedDict

import msgspec
from msgspec import Meta

from marketplace_emulator import duration
from marketplace_emulator.control.page import LARGEST
from marketplace_emulator.control.route import route
from marketplace_emulator.store import Row, agreements, due
from marketplace_emulator.store.due import KINDS, Kind, Place
from marketplace_emulator.world import World

Cursor = Annotated[
    str,
    Meta(
        pattern=r"^[0-9]{1,12}(\.[0-9]{1,20})?(e-[0-9]{1,2})?_[0-2]_[0-9]{1,15}$(?!\n)",
        description="the `next` of the page before",
    ),
]


class DueItem(TypedDict):
    """A step of an agreement, an event, or an attempt to deliver one, that the clock has not yet come to.

    `name` is the step or the type of the event. `fields` are the step's own members. Of an attempt, the event is out.
    """

    at: str
    kind: Kind
    name: str
    agreement_id: str | None
    fields: dict[str, Any]
    event_id: str | None
    subscription_id: str | None


class Agenda(msgspec.Struct, frozen=True, kw_only=True):
    """A page of what is due, the first first."""

    items: list[DueItem]
    next: str | None


class AgendaQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is due by a time, such as now+30d, of a kind, about an agreement."""

    until: Annotated[str, Meta(description="now+30d, ISO 8601 or seconds since 1970")] | None = None
    kind: Kind | None = None
    agreement_id: str | None = None
    limit: Annotated[int, Meta(ge=1, le=LARGEST)] = 100
    cursor: Cursor | None = None


@route("GET", "/agenda")
def list_agenda(world: World, query: AgendaQuery) -> Agenda:
    """List what is due next: steps of agreements, events, and attempts to deliver events."""
    if query.agreement_id is not None:
        agreements.find(world.store, query.agreement_id)
    with duration.given_as("until"):
        until = None if query.until is None else duration.moment(query.until, world.clock.now())
    rows = due.page(
        world.store,
        query.limit + 1,
        None if query.cursor is None else _place(query.cursor),
        until=until,
        kind=query.kind,
        agreement_id=query.agreement_id,
    )
    shown = rows[: query.limit]
    return Agenda(items=[_shown(each) for each in shown], next=_cursor(shown[-1]) if len(rows) > query.limit else None)


def _shown(row: Row) -> DueItem:
    return DueItem(
        at=duration.iso(row["at"]),
        kind=KINDS[row["kind"]],
        name=row["name"],
        agreement_id=row["agreement_id"],
        fields=msgspec.json.decode(row["fields"]),
        event_id=row["event_id"],
        subscription_id=row["subscription_id"],
    )


def _cursor(row: Row) -> str:
    return f"{row['at']!r}_{row['kind']}_{row['position']}"


def _place(cursor: str) -> Place:
    at, kind, position = cursor.split("_")
    return Place(float(at), int(kind), int(position))
