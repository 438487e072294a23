"""Events: what AWS tells the seller about an agreement, each with its own time, which may be to come."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Float,
    Index,
    Integer,
    String,
    Table,
    bindparam,
    delete,
    func,
    insert,
    literal_column,
    select,
    text,
    update,
)

from marketplace_emulator.store.database import METADATA, Prepared, Row, Store
from marketplace_emulator.store.problems import NotThere

EVENTS = Table(
    "events",
    METADATA,
    Column("position", Integer, primary_key=True),
    Column("event_id", String, nullable=False, unique=True),
    Column("type", String, nullable=False),
    Column("channel", String, nullable=False),
    Column("agreement_id", String, nullable=False, index=True),
    Column("product_code", String, nullable=False),
    Column("customer_aws_account_id", String, nullable=False),
    Column("at", Float, nullable=False),
    Column("facts", String, nullable=False),
    Column("body", String),
    Column("emitted", Boolean, nullable=False),
    Column("machine_at", Float),
    Index("ix_events_planned", "at", "position", sqlite_where=text("NOT emitted")),
    Index("ix_events_emitted", "machine_at", "at", "position", sqlite_where=text("emitted")),
    info={"of": ("agreements",)},
)
"""`channel` is sns or eventbridge. `facts` is JSON: the agreement as it was when the event was planned. `body` is the
text of the message, null until it is first needed. An event is planned until its time comes, and then emitted,
at `machine_at` by the machine's clock."""
_C = EVENTS.c

ADD = Prepared(
    lambda: insert(EVENTS).values({each.name: bindparam(each.name) for each in _C if each.name != "position"})
)
EMIT = Prepared(
    lambda: (
        update(EVENTS)
        .where(text("NOT emitted"), _C.at <= bindparam("until"))
        .values(emitted=text("1"), machine_at=func.coalesce(_C.machine_at, bindparam("now")))
    )
)
_EARLIEST = Prepared(lambda: select(func.min(_C.at)).where(text("NOT emitted")))
_FIND = Prepared(lambda: select(EVENTS).where(_C.event_id == bindparam("event_id")))
_EMITTED = Prepared(
    lambda: select(func.count()).select_from(EVENTS).where(_C.agreement_id == bindparam("agreement_id"), _C.emitted)
)
_PLANNED = Prepared(
    lambda: (
        select(_C.type, _C.at)
        .where(_C.agreement_id == bindparam("agreement_id"), text("NOT emitted"))
        .order_by(_C.at, _C.position)
    )
)
_IDS = Prepared(lambda: select(_C.event_id).where(_C.emitted).order_by(_C.position.desc()).limit(1000))
_KEEP_BODY = Prepared(lambda: update(EVENTS).where(_C.position == bindparam("id")).values(body=bindparam("text")))


def find(store: Store, event_id: str) -> Row:
    """Find an event, or raise NotThere."""
    found = store.row(_FIND, event_id=event_id)
    if found is None:
        raise NotThere("event", event_id, (row[0] for row in store.rows(_IDS)))
    return dict(found)


def emitted(store: Store, agreement_id: str) -> int:
    """Return how many events about an agreement have come."""
    found = store.row(_EMITTED, agreement_id=agreement_id)
    assert found is not None, "a count always has a row"
    return int(found[0])


def planned(store: Store, agreement_id: str) -> list[tuple[str, float]]:
    """Return the type and time of each event about an agreement that is to come."""
    return [(row["type"], row["at"]) for row in store.rows(_PLANNED, agreement_id=agreement_id)]


def earliest(store: Store) -> float | None:
    """Return the time of the next event that is planned; None if there is none."""
    found = store.row(_EARLIEST)
    return None if found is None else found[0]


@cache
def _withdrawing(types: tuple[str, ...]) -> Prepared:
    return Prepared(
        delete(EVENTS).where(
            text("NOT emitted"),
            _C.agreement_id == bindparam("agreement_id"),
            _C.at > bindparam("after"),
            _C.type.in_(literal_column(repr(each)) for each in types),
        )
    )


def withdraw(store: Store, agreements: Iterable[tuple[str, float]], types: tuple[str, ...]) -> None:
    """Delete the planned events of some types about agreements, of each those that are later than a time."""
    store.run_many(_withdrawing(types), [{"agreement_id": each, "after": after} for each, after in agreements])


def keep_body(store: Store, position: int, body: str) -> None:
    """Keep the text of an event's message, which does not change any more."""
    store.run(_KEEP_BODY, id=position, text=body)


def new(
    agreement: Row,
    *,
    event_id: str = "",
    type_: str,
    channel: str,
    at: float,
    facts: str,
    machine_at: float | None = None,
) -> dict[str, Any]:
    """Return the row of an event that is planned for a time; `machine_at` is given if it was before the fixtures were planted."""
    return {
        "event_id": event_id,
        "type": type_,
        "channel": channel,
        "agreement_id": agreement["agreement_id"],
        "product_code": agreement["product_code"],
        "customer_aws_account_id": agreement["customer_aws_account_id"],
        "at": at,
        "facts": facts,
        "body": None,
        "emitted": False,
        "machine_at": machine_at,
    }
