"""Snapshots of the whole state, kept under names and brought back."""

from __future__ import annotations

from typing import Annotated, TypedDict

import msgspec
from msgspec import Meta

from marketplace_emulator import duration
from marketplace_emulator.control.route import route
from marketplace_emulator.store import Row, snapshots
from marketplace_emulator.world import World


class Snapshot(TypedDict):
    """A state that was kept; `saved_at` is the emulator's time then."""

    name: str
    saved_at: str


class Snapshots(msgspec.Struct, frozen=True, kw_only=True):
    """All snapshots, by name."""

    items: list[Snapshot]


class NewSnapshot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The name to keep the state under; what was kept under it before is forgotten."""

    name: Annotated[
        str, Meta(max_length=100, pattern=r"^\w[\w .:+-]*$(?!\n)", description="letters, digits and any of _ .:+-")
    ]


def _shown(row: Row) -> Snapshot:
    return Snapshot(name=row["snapshot"], saved_at=duration.iso(row["saved_at"]))


@route("GET", "/snapshots")
def list_snapshots(world: World) -> Snapshots:
    """List the snapshots."""
    return Snapshots(items=[_shown(row) for row in snapshots.saved(world.store)])


@route("POST", "/snapshots", status=201)
def save_snapshot(world: World, body: NewSnapshot) -> Snapshot:
    """Keep the whole state under a name: all but the journal, which stays what happened."""
    return _shown(snapshots.save(world.store, body.name, world.clock.now()))


@route("POST", "/snapshots/<name>/restore")
def restore_snapshot(world: World, name: str) -> Snapshot:
    """Bring a state back; a clock that ran then runs on, one that stood stands where it stood."""
    snapshots.restore(world.store, name)
    world.changed()
    return _shown(snapshots.find(world.store, name))


@route("DELETE", "/snapshots/<name>")
def remove_snapshot(world: World, name: str) -> None:
    """Forget a snapshot."""
    snapshots.forget(world.store, name)
