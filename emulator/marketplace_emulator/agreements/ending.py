"""The end of an agreement, whatever brings it about."""

from __future__ import annotations

from typing import Any

from marketplace_emulator.events.planned import Planned
from marketplace_emulator.store import Row, agenda, agreements
from marketplace_emulator.store.agreements import Ended
from marketplace_emulator.world import World

MESSAGES = {
    "sns": (
        Planned("unsubscribe-pending", "unsubscribe_pending"),
        Planned("unsubscribe-success", "unsubscribe_success"),
    ),
    "eventbridge": (
        Planned("Purchase Agreement Ended - Proposer", "ended"),
        Planned("License Deprovisioned - Manufacturer", "license_deprovisioned"),
    ),
}


def why_not(agreement: Row | None) -> str | None:
    """Return why an agreement cannot end, or None."""
    if agreement is None:
        return "there is no agreement to end"
    if agreement["status"] != "ACTIVE":
        return f"the agreement {agreement['agreement_id']!r} has already ended: it is {agreement['status']}"
    return None


def end(world: World, agreement: Row, status: Ended, at: float) -> dict[str, Any]:
    """End an agreement at a time, and return it. One that has ended by the clock keeps its end_time."""
    agreement_id = agreement["agreement_id"]
    agreements.change(world.store, agreement_id, at, status=status, end_time=min(at, agreement["end_time"]))
    agenda.forget(world.store, agreement_id, "expire")
    return dict(agreements.find(world.store, agreement_id))
