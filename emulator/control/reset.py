"""Bringing the fixtures back."""

from __future__ import annotations

from emulator import seeding
from emulator.control.route import route
from emulator.world import World


@route("POST", "/reset")
def reset(world: World) -> None:
    """Forget everything that happened, and plant the fixtures again."""
    seeding.reset(world)
