"""Whether the emulator is ready, and what it holds."""

from __future__ import annotations

from importlib.metadata import version
from typing import Literal

import msgspec
from sqlalchemy import func, select

from emulator.control.route import route
from emulator.store.database import METADATA
from emulator.world import World


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """The emulator's state; `counts` are the rows of each table of the store."""

    status: Literal["ready"]
    version: str
    store: str
    counts: dict[str, int]


@route("GET", "/health")
def show_health(world: World) -> Health:
    """Say that the emulator is ready, and what it holds."""
    counts = {
        table.name: int(world.store.ask(select(func.count()).select_from(table))[0][0])
        for table in METADATA.sorted_tables
    }
    return Health(status="ready", version=version("marketplace-emulator"), store=world.store.name, counts=counts)
