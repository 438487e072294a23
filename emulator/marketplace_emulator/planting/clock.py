"""The clock, which a reset sets to the machine's time."""

from __future__ import annotations

from marketplace_emulator.clock import Clock
from marketplace_emulator.world import World


def reset(world: World) -> None:
    """Set the clock to the machine's time, running."""
    world.set_clock(Clock())
