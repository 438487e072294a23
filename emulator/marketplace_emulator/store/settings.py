"""Settings of the whole emulator, such as the clock and the readings, each in JSON, and their revision."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import Column, String, Table, bindparam, select
from sqlalchemy.dialects.sqlite import insert

from marketplace_emulator.store.database import METADATA, Prepared, Store

SETTINGS = Table(
    "settings", METADATA, Column("name", String, primary_key=True), Column("value", String, nullable=False)
)
REVISION = "revision"
"""The setting that counts all changes, so that a process sees whether another process has made one."""

FAULTS_MADE = "faults_made"
"""The setting that counts all fault rules ever made, so that no two have the same id."""
EXCHANGES_FORGOTTEN = "exchanges_forgotten"
"""The setting that holds the number of the last exchange before a reset, so that no two have the same number."""
AGREEMENTS_RESET = "agreements_reset"
"""The setting that counts the resets of agreements, so that no list is continued from before one."""
COUNTERS = (REVISION, FAULTS_MADE, EXCHANGES_FORGOTTEN, AGREEMENTS_RESET)
"""The settings that only count up: neither a reset nor a snapshot restores an earlier number."""

_GET = Prepared(lambda: select(SETTINGS.c.value).where(SETTINGS.c.name == bindparam("name")))
_insert = insert(SETTINGS).values(name=bindparam("name"), value=bindparam("value"))
_PUT = Prepared(lambda: _insert.on_conflict_do_update(index_elements=["name"], set_={"value": _insert.excluded.value}))


def get(store: Store, name: str) -> Any:
    """Return a setting, or None if it was never set."""
    found = store.row(_GET, name=name)
    return None if found is None else msgspec.json.decode(found["value"])


def put(store: Store, name: str, value: Any) -> None:
    """Change a setting and count up the revision, so that other processes reread it."""
    store.run(_PUT, name=name, value=msgspec.json.encode(value).decode())
    touch(store)


def revision(store: Store) -> int:
    """Return the number of changes to settings and faults so far."""
    found = store.row(_GET, name=REVISION)
    return 0 if found is None else int(found["value"])


def count(store: Store, counter: str) -> int:
    """Count up one of the COUNTERS and return its new number."""
    number = int(get(store, counter) or 0) + 1
    store.run(_PUT, name=counter, value=str(number))
    return number


def touch(store: Store) -> None:
    """Count up the revision, for a change that every process must see."""
    count(store, REVISION)
