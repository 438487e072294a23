"""Health: whether the emulator is ready, and how many of each thing it holds."""

from __future__ import annotations

import sqlite3
from functools import cache
from importlib.metadata import version
from typing import Literal, TypedDict

import msgspec
from sqlalchemy import func, select

from marketplace_emulator.control.route import Answer, route
from marketplace_emulator.store.database import METADATA, Prepared, Store
from marketplace_emulator.store.problems import Unavailable
from marketplace_emulator.world import World


class Health(TypedDict):
    """The emulator's state; `counts` are the rows of each table of the store."""

    status: Literal["ready"]
    version: str
    store: str
    counts: dict[str, int]


class NotReady(msgspec.Struct, frozen=True, kw_only=True):
    """The store cannot be used now; `reason` says why."""

    status: Literal["not ready"]
    version: str
    store: str
    reason: str


@route("GET", "/health", other_answers={503: NotReady}, in_transaction=False)
def show_health(world: World) -> Health | Answer:
    """Return whether the emulator is ready, and the number of rows in each table."""
    release, store = version("marketplace-emulator"), world.store.name
    try:
        with world.transaction():
            counts = counted(world.store)
    except (Unavailable, sqlite3.Error) as error:
        problem = NotReady(status="not ready", version=release, store=store, reason=str(error))
        return Answer(503, "application/json", msgspec.json.encode(problem))
    return Health(status="ready", version=release, store=store, counts=counts)


def counted(store: Store) -> dict[str, int]:
    """Count the rows of each table of a store."""
    return {name: store.rows(query)[0][0] for name, query in _counts().items()}


@cache
def _counts() -> dict[str, Prepared]:
    return {
        table.name: Prepared(select(func.count()).select_from(table))
        for table in METADATA.sorted_tables
        if "part_of" not in table.info
    }
