"""Exchanges, each a request for an operation and its answer: the tables and their queries; journal.py writes them."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import (
    BLOB,
    Column,
    ColumnElement,
    Float,
    Integer,
    String,
    Table,
    and_,
    bindparam,
    cast,
    func,
    or_,
    select,
    true,
)

from marketplace_emulator.store import settings, totals
from marketplace_emulator.store.database import METADATA, Prepared, Row, Store
from marketplace_emulator.store.metering_records import METERING_RECORDS

EXCHANGES = Table(
    "exchanges",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("request_id", String, nullable=False),
    Column("at", Float, nullable=False),
    Column("machine_at", Float, nullable=False),
    Column("service", String),
    Column("operation", String),
    Column("account", String),
    Column("region", String),
    Column("outcome", String, nullable=False),
    Column("status", Integer, nullable=False),
    Column("faults", String, nullable=False),
    Column("fault_kinds", String, nullable=False),
    Column("readings", String, nullable=False),
    Column("about", BLOB, nullable=False),
    Column("duration_ms", Float, nullable=False),
    Column("held_ms", Float, nullable=False),
    Column("method", String, nullable=False),
    Column("path", String, nullable=False),
    Column("request_headers", String, nullable=False),
    Column("request_body", BLOB, nullable=False),
    Column("answer_headers", String, nullable=False),
    Column("answer_body", BLOB, nullable=False),
)
"""`at` is in whole milliseconds, as it is shown, so that a time read from the journal finds its exchange. `machine_at` is when
it was answered by the machine's clock, which nobody moves: what happened stands in its order by it. The columns
of searches come before the bodies, so that SQLite need not read the bodies. `about` has the nouns that an exchange is
about, as `nouns_written` writes them: a table of its own took as long for those of a batch as all the rest of it."""
SHORTENED = "…"
"""The last character of a shortened token."""

_C = EXCHANGES.c
SIZE = (
    func.length(_C.request_body) + func.length(_C.answer_body) + func.length(_C.request_headers) + func.length(_C.about)
)
SUMMARY = tuple(
    column for column in _C if column.name not in ("request_headers", "request_body", "answer_headers", "answer_body")
)

_COUNTS = Prepared(lambda: totals.counted(EXCHANGES, _C.id > 0))
_OLDEST = Prepared(lambda: select(func.min(_C.id)))
_NEWEST = Prepared(lambda: select(func.max(_C.id)))
_SUMMARIES = Prepared(lambda: select(*SUMMARY).order_by(_C.id))
ID_OF = Prepared(lambda: select(_C.id).where(_C.request_id == bindparam("request_id")))
_FIND = Prepared(lambda: select(EXCHANGES).where(_C.id == bindparam("id")))
_MACHINE_TIME = Prepared(lambda: select(_C.machine_at).where(_C.id == bindparam("id")))
_ABOUT = Prepared(lambda: select(_C.about).where(_C.id == bindparam("id")))
_SPECIAL = re.compile(r"[\[\]*?\ufffd]")
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[tuple[str, str]]).decode


def nouns_written(about: Iterable[tuple[str, str]]) -> bytes:
    """Write nouns for the column `about`: a JSON list of pairs, in which each pair can be found by its bytes."""
    return _encode([*about])


def _nouns_read(written: bytes, only: Collection[str] | None = None) -> dict[str, list[str]]:
    """Return the identifiers of each noun, or of each of these, sorted."""
    about: dict[str, list[str]] = {}
    for noun, identifier in sorted(_decode(written)):
        if only is None or noun in only:
            about.setdefault(noun, []).append(identifier)
    return about


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A filter: exchanges whose `columns` have these values, that are about all of these nouns, and come after `after`.

    A token that ends in … is shortened; `since` is in epoch seconds of the emulator's time.
    """

    columns: Mapping[str, str | int] = msgspec.field(default_factory=dict)
    about: Mapping[str, str] = msgspec.field(default_factory=dict)
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
            kinds.append(noun)
            start = identifier.removesuffix(SHORTENED) if noun == "token" else identifier
            pair = _encode((noun, start))
            values |= _sought(noun, pair if start == identifier else pair.removesuffix(b'"]'))
        return tuple(kinds), values


def _condition(kind: str) -> ColumnElement[bool]:
    if kind == "after":
        return _C.id > bindparam("after")
    if kind == "since":
        return _C.at >= bindparam("since")
    if kind in _C:
        return _C[kind] == bindparam(kind)
    return _is_about(kind)


def _is_of_row(kind: str) -> bool:
    return kind in _C or kind in ("after", "since")


def _is_about(parameter: str) -> ColumnElement[bool]:
    # Both are bytes of JSON, whose quotes keep a noun from being found inside an identifier.
    is_found = func.instr(_C.about, bindparam(parameter, type_=BLOB)) > 0
    return and_(cast(_C.about, String).op("GLOB")(bindparam(f"{parameter}_end")), is_found)


def _sought(parameter: str, pair: bytes) -> dict[str, Any]:
    """Return the values of the parameters of `_is_about`: a pair, and a pattern of its end."""
    # SQLite finds a pattern four times as fast as the pair, which it compares with every byte.
    end = pair.decode("utf-8", "replace").removesuffix('"]')[-10:]
    return {parameter: pair, f"{parameter}_end": f"*{_SPECIAL.sub('?', end)}*"}


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
    return [_with_nouns(row) for row in rows], len(chosen) < len(found)


@cache
def _newest(kinds: tuple[str, ...], beside: int, with_usage: bool) -> Prepared:
    about = [_condition(kind) for kind in kinds if not _is_of_row(kind)]
    others = [
        and_(_is_about(f"beside_{number}"), _C.machine_at >= bindparam(f"first_{number}")) for number in range(beside)
    ]
    if with_usage:
        sent = select(METERING_RECORDS.c.request_id).where(METERING_RECORDS.c.agreement_id == bindparam("billed_to"))
        others.append(_C.request_id.in_(sent))
    conditions = [*[_condition(kind) for kind in kinds if _is_of_row(kind)], or_(and_(true(), *about), *others)]
    until = _C.id <= bindparam("until")
    return Prepared(select(*SUMMARY).where(*conditions, until).order_by(_C.id.desc()).limit(bindparam("limit")))


def newest(
    store: Store, wanted: Wanted, until: int, limit: int, *, beside: Mapping[str, float], billed_to: str | None = None
) -> list[Row]:
    """Return at most `limit` exchanges without headers and bodies, the newest first, from the one of a number on.

    Those about a token of `beside`, from its time by the machine's clock on, count as if they were about the nouns wanted. So
    do those whose usage is `billed_to` this agreement, which a record of a legacy product does not name.
    """
    kinds, values = wanted.conditions()
    for number, (token, first) in enumerate(beside.items()):
        values |= {**_sought(f"beside_{number}", _encode(("token", token))), f"first_{number}": first}
    if billed_to is not None:
        values["billed_to"] = billed_to
    rows = store.rows(_newest(kinds, len(beside), billed_to is not None), **values, until=until, limit=limit)
    return [_with_nouns(row) for row in rows]


def machine_time(store: Store, number: int) -> float | None:
    """Return when an exchange was answered by the machine's clock; None if the journal has none of this number."""
    row = store.row(_MACHINE_TIME, id=number)
    return None if row is None else row[0]


def find(store: Store, number: int) -> Row | None:
    """Return one exchange with its nouns, or None if the journal has no exchange of this number."""
    row = store.row(_FIND, id=number)
    return None if row is None else _with_nouns(row)


def _with_nouns(row: sqlite3.Row) -> Row:
    return {**row, "about": _nouns_read(row["about"])}


def summaries(store: Store, nouns: Collection[str]) -> list[Row]:
    """Return all exchanges without their headers and bodies, oldest first; each row's `about` has only these nouns."""
    rows = store.rows(_SUMMARIES)
    return [{**row, "about": _nouns_read(row["about"], nouns) if nouns else {}} for row in rows]


def tokens_of(store: Store, number: int) -> list[str]:
    """Return the tokens that an exchange is about."""
    row = store.row(_ABOUT, id=number)
    return _nouns_read(row["about"]).get("token", []) if row else []


def failures(store: Store, wanted: Wanted) -> dict[str, int]:
    """Count the exchanges wanted whose answer is an error, by its code."""
    kinds, values = wanted.conditions()
    return {row[0]: row[1] for row in store.rows(_failures(kinds), **values)}


@cache
def _failures(kinds: tuple[str, ...]) -> Prepared:
    conditions = [_condition(kind) for kind in kinds]
    return Prepared(
        select(_C.outcome, func.count()).where(*conditions, _C.status >= 400).group_by(_C.outcome).order_by(_C.outcome)
    )


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
