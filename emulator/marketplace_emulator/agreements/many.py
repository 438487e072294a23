"""Thousands of acceptances at once."""

from __future__ import annotations

from marketplace_emulator import agreements
from marketplace_emulator.agreements import accept
from marketplace_emulator.agreements.change import Change
from marketplace_emulator.store import purchases
from marketplace_emulator.store.purchases import Purchases
from marketplace_emulator.world import World


def take(world: World, wanted: Purchases) -> None:
    """Let buyers accept agreements as `accept` does. Raise NotThere or Conflict, and let the caller undo what was added."""
    for made in purchases.create(world.store, wanted):
        changes = [Change(each, wanted.at, "NEW", accept.MESSAGES, is_new=True) for each in made]
        agreements.record(world, "accept", {}, changes)
