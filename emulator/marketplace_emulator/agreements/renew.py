"""Renew: another agreement with the same terms follows."""

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
    "A renewed contract to a legacy product makes entitlement-updated.",
    "doc",
    "seller guide, SNS notifications for SaaS products",
)
imitates(__name__, "A renewal to a legacy product makes no subscribe-success.", "assumed", "nobody published it")

MESSAGES: Messages = {
    "sns": (Planned("entitlement-updated", "entitlement_updated", only="contract"),),
    "eventbridge": (
        Planned("Purchase Agreement Created - Proposer", "created"),
        Planned("License Updated - Manufacturer", "license_updated"),
    ),
}
KIND = following.Kind("RENEWED", "RENEW", MESSAGES)

BY = "AWS"
NAME = "renewal"


class Fields(following.Fields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The renewal. What is not given is as before; with `offer_id`, as that offer says.

    By hand an agreement renews at once: it ends, and the next one begins.
    """


def why_not(world: World, agreement: Row | None, at: float) -> str | None:
    """Return why the agreement cannot be renewed, or None."""
    return state.not_begun(agreement, at)


def take(world: World, agreement: Row, fields: Fields, at: float) -> Sequence[Change]:
    """Renew the agreement."""
    return following.take(world, agreement, fields, at, KIND)


def take_all(world: World, agreements: Sequence[tuple[Row, float]]) -> Sequence[Change]:
    """Renew agreements by themselves, each at its time, which is its end."""
    return following.take_all(world, agreements, KIND)
