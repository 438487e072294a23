"""Replace: the buyer accepts another offer in place of an agreement."""

from __future__ import annotations

from collections.abc import Sequence

from marketplace_emulator.agreements import following, state
from marketplace_emulator.agreements.change import Change, Messages
from marketplace_emulator.events.planned import Planned
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import Row
from marketplace_emulator.world import World

imitates(
    __name__,
    "An agreement to a legacy product that replaces another makes subscribe-success with the new offer.",
    "doc",
    "seller guide, saas-notification: if an agreement-based offer is accepted, the message is sent again with its offer",
)

MESSAGES: Messages = {
    "sns": (
        Planned("subscribe-success", "subscribe_success"),
        Planned("entitlement-updated", "entitlement_updated", only="contract"),
    ),
    "eventbridge": (
        Planned("Purchase Agreement Created - Proposer", "created"),
        Planned("License Updated - Manufacturer", "license_updated"),
    ),
}
KIND = following.Kind("REPLACED", "REPLACE", MESSAGES)

BY = "buyer"
NAME = "replacement"


class Fields(following.Fields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The replacement. What is not given is as before; with `offer_id`, as that offer says."""


def why_not(world: World, agreement: Row | None, at: float) -> str | None:
    """Return why the agreement cannot be replaced, or None."""
    return state.not_begun(agreement, at)


def take(world: World, agreement: Row, fields: Fields, at: float) -> Sequence[Change]:
    """Replace the agreement."""
    return following.take(world, agreement, fields, at, KIND)
