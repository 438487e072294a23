"""Snapshots: save the whole state under a name, and restore it."""

from __future__ import annotations

from typing import Annotated, TypedDict

import msgspec
from msgspec import Meta

from marketplace_emulator import duration
from marketplace_emulator.control.route import route
from marketplace_emulator.store import Row, snapshots
from marketplace_emulator.world import World

Name = Annotated[
    str, Meta(max_length=100, pattern=r"^\w[\w .:+-]*$(?!\n)", description="letters, digits and any of _ .:+-")
]


class Snapshot(TypedDict):
    """A saved state; `saved_at` is in the emulator's time."""

    name: str
    saved_at: str


class Snapshots(msgspec.Struct, frozen=True, kw_only=True):
    """All snapshots, by name."""

    items: list[Snapshot]


class NewSnapshot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The name of the snapshot; an older snapshot of this name is replaced."""

    name: Name


def _shown(row: Row) -> Snapshot:
    return Snapshot(name=row["snapshot"], saved_at=duration.iso(row["saved_at"]))


@route("GET", "/snapshots")
def list_snapshots(world: World) -> Snapshots:
    """List the snapshots."""
    return Snapshots(items=[_shown(row) for row in snapshots.saved(world.store)])


@route("POST", "/snapshots", status=201)
def save_snapshot(world: World, body: NewSnapshot) -> Snapshot:
    """Save the whole state, without the journal, under a name."""
    return _shown(snapshots.save(world.store, body.name, world.clock.now()))


@route("POST", "/snapshots/<name>/restore")
def restore_snapshot(world: World, name: str) -> Snapshot:
    """Restore a snapshot. A clock that was running runs on; a frozen clock shows the time at which it was frozen."""
    snapshots.restore(world.store, name)
    world.changed()
    return _shown(snapshots.find(world.store, name))


@route("DELETE", "/snapshots/<name>")
def remove_snapshot(world: World, name: str) -> None:
    """Delete a snapshot."""
    snapshots.forget(world.store, name)
