"""Snapshots: named copies of the whole state in the same store, so that every process sees them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sqlalchemy import Column, Float, MetaData, String, Table, bindparam, delete, insert, select

from marketplace_emulator.store import settings
from marketplace_emulator.store.database import METADATA, Prepared, Row, Store
from marketplace_emulator.store.problems import NotThere

SHADOWS = MetaData()
"""A copy of each table of the state with the column `snapshot`; created when snapshots are first used."""

SNAPSHOTS = Table(
    "snapshots", SHADOWS, Column("snapshot", String, primary_key=True), Column("saved_at", Float, nullable=False)
)
RECORDS = ("exchanges", "totals", "senders")
"""The tables that record what happened, or which processes are alive, and which snapshots leave alone."""

_NAME = bindparam("snapshot", type_=String)
_ALL = Prepared(lambda: select(SNAPSHOTS).order_by(SNAPSHOTS.c.snapshot))
_FIND = Prepared(lambda: select(SNAPSHOTS).where(SNAPSHOTS.c.snapshot == _NAME))
_ADD = Prepared(lambda: insert(SNAPSHOTS).values(snapshot=_NAME, saved_at=bindparam("saved_at")))
_REMOVE = Prepared(lambda: delete(SNAPSHOTS).where(SNAPSHOTS.c.snapshot == _NAME))


@dataclass(frozen=True, slots=True)
class _Copied:
    """The statements for one table of the state: delete a snapshot, save one, empty the table, restore it."""

    forget: Prepared
    save: Prepared
    empty: Prepared
    restore: Prepared


@cache
def _tables() -> list[_Copied]:
    copied = []
    for table in METADATA.sorted_tables:
        if table.name in RECORDS:
            continue
        columns = [Column(each.name, each.type) for each in table.c]
        shadow = Table(f"snapshot_{table.name}", SHADOWS, Column("snapshot", String, index=True), *columns)
        names = [each.name for each in columns]
        empty, state = delete(table), select(_NAME, *table.c)
        if table is settings.SETTINGS:
            for counter in settings.COUNTERS:
                empty = empty.where(table.c.name != counter)
                state = state.where(table.c.name != counter)
        kept = select(*(shadow.c[name] for name in names)).where(shadow.c.snapshot == _NAME)
        copied.append(
            _Copied(
                forget=Prepared(delete(shadow).where(shadow.c.snapshot == _NAME)),
                save=Prepared(insert(shadow).from_select(["snapshot", *names], state)),
                empty=Prepared(empty),
                restore=Prepared(insert(table).from_select(names, kept)),
            )
        )
    return copied


def _open(store: Store) -> list[_Copied]:
    tables = _tables()
    store.make(SHADOWS)
    return tables


def saved(store: Store) -> list[Row]:
    """Return the snapshots, sorted by name, each with its time."""
    _open(store)
    return [dict(row) for row in store.rows(_ALL)]


def save(store: Store, name: str, at: float) -> Row:
    """Save the state under a name, and replace an older snapshot of this name."""
    for table in _open(store):
        store.run(table.forget, snapshot=name)
        store.run(table.save, snapshot=name)
    store.run(_REMOVE, snapshot=name)
    store.run(_ADD, snapshot=name, saved_at=at)
    return find(store, name)


def find(store: Store, name: str) -> Row:
    """Find a snapshot, or raise NotThere."""
    _open(store)
    found = store.row(_FIND, snapshot=name)
    if found is None:
        raise NotThere("snapshot", name, (row["snapshot"] for row in store.rows(_ALL)))
    return dict(found)


def restore(store: Store, name: str) -> None:
    """Restore a snapshot, or raise NotThere."""
    find(store, name)
    for table in _open(store):
        store.run(table.empty)
        store.run(table.restore, snapshot=name)


def forget(store: Store, name: str) -> None:
    """Delete a snapshot, or raise NotThere."""
    find(store, name)
    for table in _open(store):
        store.run(table.forget, snapshot=name)
    store.run(_REMOVE, snapshot=name)
