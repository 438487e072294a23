"""What else a reset of the agreements resets: lists that were begun before it are not continued."""

from __future__ import annotations

from marketplace_emulator.store import settings
from marketplace_emulator.world import World


def reset(world: World) -> None:
    """Count the reset, so that no NextToken from before it is taken."""
    settings.count(world.store, settings.AGREEMENTS_RESET)
