"""Thousands of acceptances at once."""

from __future__ import annotations

from typing import Any

from marketplace_emulator import agreements
from marketplace_emulator.agreements import accept
from marketplace_emulator.events import facts, outbox
from marketplace_emulator.store import events, products, purchases, taken_steps
from marketplace_emulator.store.purchases import Purchases
from marketplace_emulator.world import World


def take(world: World, wanted: Purchases) -> None:
    """Let buyers accept agreements as `accept` does. Raise NotThere or Conflict, and let the caller undo what was added."""
    channel = agreements.CHANNELS[products.find(world.store, wanted.product_code)["generation"]]
    for made in purchases.create(world.store, wanted):
        planned: list[dict[str, Any]] = []
        taken: list[dict[str, Any]] = []
        for agreement in made:
            known = facts.of(agreement, accept.INTENT)
            planned += outbox.rows(world, agreement, accept.messages(agreement, channel), wanted.at, known)
            taken.append(taken_steps.row(agreement["agreement_id"], wanted.at, "accept", {}))
        world.store.run_many(taken_steps.ADD, taken)
        world.store.run_many(events.ADD, planned)
        world.due_by(min(each["at"] for each in planned))
