"""Public keys: show them, and rotate the current one."""

from __future__ import annotations

from typing import TypedDict

import msgspec

from marketplace_emulator import duration
from marketplace_emulator.control.route import Answer, route
from marketplace_emulator.store import Row, public_keys
from marketplace_emulator.world import World

PEM_TYPE = "application/x-pem-file"


class PublicKey(TypedDict):
    """A version of the public key, in PEM; `rotated_at` is when a newer version took its place, null for the current one."""

    version: int
    public_key: str
    created_at: str
    rotated_at: str | None


class PublicKeys(msgspec.Struct, frozen=True, kw_only=True):
    """All versions of the public key, the current one last."""

    items: list[PublicKey]


def _shown(world: World, row: Row) -> PublicKey:
    rotated_at = row["rotated_at"]
    return PublicKey(
        version=row["version"],
        public_key=public_keys.public_key(world.store, row["version"]),
        created_at=duration.iso(row["created_at"]),
        rotated_at=None if rotated_at is None else duration.iso(rotated_at),
    )


@route("GET", "/public-keys")
def list_public_keys(world: World) -> PublicKeys:
    """List the versions of the public key."""
    return PublicKeys(items=[_shown(world, row) for row in public_keys.all_of(world.store, world.clock.now())])


@route("GET", "/public-keys/<version>")
def show_public_key(world: World, version: str) -> PublicKey:
    """Show a version of the public key."""
    return _shown(world, public_keys.find(world.store, version, world.clock.now()))


@route("GET", "/public-keys/<version>.pem", content_type=PEM_TYPE)
def show_public_key_in_pem(world: World, version: str) -> Answer:
    """Show a version of the public key in PEM."""
    return Answer(200, PEM_TYPE, show_public_key(world, version)["public_key"].encode())


@route("POST", "/public-keys", status=201)
def rotate_public_key(world: World) -> PublicKey:
    """Rotate the public key: add a new version. The old ones go on signing for software that asks for them."""
    version = public_keys.rotate(world.store, world.clock.now())
    return show_public_key(world, str(version))
