"""Thousands of acceptances at once."""

from __future__ import annotations

from typing import Any

from marketplace_emulator import agreements
from marketplace_emulator.agreements import accept, schedule
from marketplace_emulator.events import facts, outbox
from marketplace_emulator.store import agenda, events, purchases, taken_steps
from marketplace_emulator.store.purchases import Purchases
from marketplace_emulator.world import World


def take(world: World, wanted: Purchases) -> None:
    """Let buyers accept agreements as `accept` does. Raise NotThere or Conflict, and let the caller undo what was added."""
    messages = agreements.planned(world, wanted.product_code, accept.MESSAGES)
    for made in purchases.create(world.store, wanted):
        events_: list[dict[str, Any]] = []
        taken: list[dict[str, Any]] = []
        later: list[dict[str, Any]] = []
        for agreement in made:
            agreement_id = agreement["agreement_id"]
            events_ += outbox.rows(world, agreement, messages, wanted.at, facts.of(agreement, "NEW"))
            taken.append(taken_steps.row(agreement_id, wanted.at, "accept", {}))
            later += [
                agenda.row(due_at, step, agreement_id, by_itself=True) for due_at, step in schedule.due(agreement)
            ]
        world.store.run_many(taken_steps.ADD, taken)
        world.store.run_many(events.ADD, events_)
        world.store.run_many(agenda.ADD, later)
        world.due_by(min([each["at"] for each in events_] + [each["due_at"] for each in later]))
