"""Exchanges, each a request for an operation and its answer: the tables and their queries; journal.py writes them."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from sqlalchemy import (
    BLOB,
    Column,
    ColumnElement,
    Float,
    Integer,
    String,
    Table,
    bindparam,
    exists,
    func,
    select,
)

from marketplace_emulator.store import settings, totals
from marketplace_emulator.store.database import METADATA, Prepared, Row, Store

EXCHANGES = Table(
    "exchanges",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("request_id", String, nullable=False),
    Column("at", Float, nullable=False),
    Column("service", String),
    Column("operation", String),
    Column("account", String),
    Column("region", String),
    Column("outcome", String, nullable=False),
    Column("status", Integer, nullable=False),
    Column("faults", String, nullable=False),
    Column("fault_kinds", String, nullable=False),
    Column("readings", String, nullable=False),
    Column("duration_ms", Float, nullable=False),
    Column("held_ms", Float, nullable=False),
    Column("method", String, nullable=False),
    Column("path", String, nullable=False),
    Column("request_headers", String, nullable=False),
    Column("request_body", BLOB, nullable=False),
    Column("answer_headers", String, nullable=False),
    Column("answer_body", BLOB, nullable=False),
)
"""`at` is in whole milliseconds, as it is shown, so that a time read from the journal finds its exchange. The columns
of searches come before the bodies, so that SQLite need not read the bodies."""
ABOUT = Table(
    "exchange_nouns",
    METADATA,
    Column("exchange", Integer, primary_key=True),
    Column("noun", String, primary_key=True),
    Column("identifier", String, primary_key=True),
    sqlite_with_rowid=False,
    info={"part_of": "exchanges", "of": ("exchanges",)},
)
"""The nouns that each exchange is about, any number of each. Rows are added in the order of the key, which is cheap."""
SHORTENED = "…"
"""The last character of a shortened token."""

_C = EXCHANGES.c
SIZE = (
    func.length(_C.request_body)
    + func.length(_C.answer_body)
    + func.length(_C.request_headers)
    + func.coalesce(
        select(func.sum(func.length(ABOUT.c.identifier))).where(ABOUT.c.exchange == _C.id).scalar_subquery(), 0
    )
)
SUMMARY = tuple(
    column for column in _C if column.name not in ("request_headers", "request_body", "answer_headers", "answer_body")
)

_COUNTS = Prepared(totals.counted(EXCHANGES, _C.id > 0))
_OLDEST = Prepared(select(func.min(_C.id)))
_NEWEST = Prepared(select(func.max(_C.id)))
_SUMMARIES = Prepared(select(*SUMMARY).order_by(_C.id))
ID_OF = Prepared(select(_C.id).where(_C.request_id == bindparam("request_id")))
_FIND = Prepared(select(EXCHANGES).where(_C.id == bindparam("id")))
_OF_NOUN = Prepared(select(ABOUT.c.exchange, ABOUT.c.identifier).where(ABOUT.c.noun == bindparam("noun")))
_ABOUT = Prepared(
    select(ABOUT)
    .where(ABOUT.c.exchange.between(bindparam("first"), bindparam("last")))
    .order_by(ABOUT.c.exchange, ABOUT.c.noun, ABOUT.c.identifier)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A filter: exchanges whose `columns` have these values, that are about all of these nouns, and come after `after`.

    A token that ends in … is shortened; `since` is in epoch seconds of the emulator's time.
    """

    columns: Mapping[str, str | int] = field(default_factory=dict)
    about: Mapping[str, str] = field(default_factory=dict)
    since: float | None = None
    after: int = 0

    def conditions(self) -> tuple[tuple[str, ...], dict[str, Any]]:
        """Return the kinds of condition, and the values of their parameters."""
        kinds: list[str] = ["after", *self.columns]
        values: dict[str, Any] = {"after": self.after, **self.columns}
        if self.since is not None:
            kinds.append("since")
            values["since"] = self.since
        for noun, identifier in self.about.items():
            start = identifier.removesuffix(SHORTENED) if noun == "token" else identifier
            kinds.append(f"{noun}{SHORTENED}" if start != identifier else noun)
            values[noun] = start
            if start != identifier:
                values[f"{noun}_length"] = len(start)
        return tuple(kinds), values


def _condition(kind: str) -> ColumnElement[bool]:
    if kind == "after":
        return _C.id > bindparam("after")
    if kind == "since":
        return _C.at >= bindparam("since")
    if kind in _C:
        return _C[kind] == bindparam(kind)
    noun = kind.removesuffix(SHORTENED)
    found: ColumnElement[Any] = ABOUT.c.identifier
    if noun != kind:
        found = func.substr(found, 1, bindparam(f"{noun}_length"))
    return exists().where(ABOUT.c.exchange == _C.id, ABOUT.c.noun == noun, found == bindparam(noun))


@cache
def _prepared(kinds: tuple[str, ...], newest: bool) -> tuple[Prepared, Prepared]:
    """Prepare two queries: sizes of the exchanges that satisfy conditions, and all columns of a range of them."""
    conditions = [_condition(kind) for kind in kinds]
    order = _C.id.desc() if newest else _C.id
    sizes = select(_C.id, SIZE.label("size")).where(*conditions).order_by(order).limit(bindparam("limit"))
    between = _C.id.between(bindparam("first"), bindparam("last"))
    return Prepared(sizes), Prepared(select(EXCHANGES).where(*conditions, between).order_by(_C.id))


def read(store: Store, wanted: Wanted, *, limit: int, budget: int, newest: bool = False) -> tuple[list[Row], bool]:
    """Return the first exchanges wanted, or the `newest`, oldest first, and whether there are more.

    They are at most `limit`, of at most `budget` bytes, but at least one. Each row's `about` has its nouns.
    """
    kinds, values = wanted.conditions()
    sizes, whole = _prepared(kinds, newest)
    found = store.rows(sizes, **values, limit=limit + 1)
    weight, chosen = 0, list[int]()
    for row in found[:limit]:
        weight += row["size"]
        if chosen and weight > budget:
            break
        chosen.append(row["id"])
    if not chosen:
        return [], bool(found)
    rows = store.rows(whole, **values, first=min(chosen), last=max(chosen))
    return _with_nouns(store, rows), len(chosen) < len(found)


def find(store: Store, number: int) -> Row | None:
    """Return one exchange with its nouns, or None if the journal has no exchange of this number."""
    rows = _with_nouns(store, store.rows(_FIND, id=number))
    return rows[0] if rows else None


def _with_nouns(store: Store, rows: Sequence[sqlite3.Row]) -> list[Row]:
    about: dict[int, dict[str, list[str]]] = {}
    if rows:
        for number, noun, identifier in store.rows(_ABOUT, first=rows[0]["id"], last=rows[-1]["id"]):
            about.setdefault(number, {}).setdefault(noun, []).append(identifier)
    return [{**row, "about": about.get(row["id"], {})} for row in rows]


def summaries(store: Store, nouns: Iterable[str]) -> list[Row]:
    """Return all exchanges without their headers and bodies, oldest first; each row's `about` has only these nouns."""
    about: dict[int, dict[str, list[str]]] = {}
    for noun in nouns:
        for number, identifier in store.rows(_OF_NOUN, noun=noun):
            about.setdefault(number, {}).setdefault(noun, []).append(identifier)
    return [{**row, "about": about.get(row["id"], {})} for row in store.rows(_SUMMARIES)]


def tokens_of(store: Store, number: int) -> list[str]:
    """Return the tokens that an exchange is about."""
    found = store.rows(_ABOUT, first=number, last=number)
    return [identifier for _, noun, identifier in found if noun == "token"]


def ends(store: Store) -> tuple[int, int]:
    """Return the numbers of the oldest and the newest exchange; 0 and 0 if there are none."""
    # SQLite finds each of them in the index; one query for both reads the whole table.
    oldest, newest = store.row(_OLDEST), store.row(_NEWEST)
    return (oldest[0] or 0 if oldest else 0), (newest[0] or 0 if newest else 0)


def first_number(store: Store) -> int:
    """Return the number that the first exchange since the last reset has, or will have."""
    return int(settings.get(store, settings.EXCHANGES_FORGOTTEN) or 0) + 1


def go_on_after(store: Store, newest: int) -> None:
    """If the journal is empty, number new exchanges after `newest`, because followers remember the number last seen."""
    # AUTOINCREMENT does the same, but makes every request write another page.
    if newest and not ends(store)[1]:
        settings.put(store, settings.EXCHANGES_FORGOTTEN, newest)


def counts(store: Store) -> dict[totals.Group, tuple[int, float]]:
    """Count all exchanges, including deleted ones: the number in each group, and the seconds that they took."""
    counted: dict[totals.Group, tuple[int, float]] = {}
    for row in (*store.rows(totals.ALL), *store.rows(_COUNTS)):
        group = totals.group_of(row)
        number, seconds = counted.get(group, (0, 0.0))
        counted[group] = (number + row[4], seconds + row[5])
    return counted
