"""The clock, which `reset` lets run with the machine's."""

from __future__ import annotations

from marketplace_emulator.clock import Clock
from marketplace_emulator.world import World


def reset(world: World) -> None:
    """Let the clock run with the machine's."""
    world.set_clock(Clock())
