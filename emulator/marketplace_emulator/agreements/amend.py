"""Amend: the terms of an agreement change, and the agreement stays the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from marketplace_emulator import duration
from marketplace_emulator.agreements import offering, state
from marketplace_emulator.agreements.change import Change, Messages
from marketplace_emulator.events import renewal
from marketplace_emulator.events.planned import Planned
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import Row, agreements, entitlements, offers
from marketplace_emulator.store.entitlements import Grants
from marketplace_emulator.store.problems import Conflict
from marketplace_emulator.world import World

imitates(
    __name__,
    "An amendment that changes what an agreement grants, or until when, also updates its license, or makes "
    "entitlement-updated.",
    "doc",
    "seller guide, notifications-eventbridge and SNS notifications for SaaS products",
)
imitates(
    __name__,
    "Buyer and seller can each opt out of the renewal and in again, until the lockout period before the end begins. It takes "
    "both to renew an agreement.",
    "doc",
    "service model marketplace-agreement, botocore 1.44.8: RenewalTerm and EndTimeBehavior",
)

_AMENDED = Planned("Purchase Agreement Amended - Proposer", "amended")
MESSAGES: Messages = {
    "sns": (Planned("entitlement-updated", "entitlement_updated", "start", only="contract"),),
    "eventbridge": (_AMENDED, Planned("License Updated - Manufacturer", "license_updated", "start")),
}
_DECISIONS = ("auto_renew", "proposer_opted_out")
RENEWAL_ONLY: Messages = {"sns": (), "eventbridge": (_AMENDED,)}
"""The messages about an amendment that only decides about the renewal."""

BY = "buyer"
NAME = "amendment"


class Fields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What changes. `entitlements` are all that the agreement grants from now on; without them, as `offer_id` says.

    `auto_renew` is what the buyer chooses, and `proposer_opted_out` what the seller does.
    """

    entitlements: Grants | None = None
    end_time: str | float | None = None
    auto_renew: bool | None = None
    proposer_opted_out: bool | None = None
    offer_id: Annotated[str, Meta(min_length=1, max_length=200)] | None = None


def why_not(world: World, agreement: Row | None, at: float) -> str | None:
    """Return why the agreement cannot be amended, or None."""
    return state.not_paid(agreement)


def take(world: World, agreement: Row, fields: Fields, at: float) -> Sequence[Change]:
    """Change the agreement's terms."""
    if fields == Fields():
        raise msgspec.ValidationError(
            "nothing to amend; give entitlements, end_time, auto_renew, proposer_opted_out or offer_id"
        )
    code, account = agreement["product_code"], agreement["customer_aws_account_id"]
    other = None if fields.offer_id is None else offering.find(world, code, account, fields.offer_id, at)
    offer = other or offering.of(world, agreement)
    changes = _changes(world, fields, agreement, offer, at)
    if other is not None:
        changes["offer_id"] = other.offer_id
    if fields.entitlements is not None or (other is not None and other.entitlements):
        granted = {} if fields.entitlements == {} else offer.granted(fields.entitlements, at)
        entitlements.replace(world.store, agreement, granted)
    renewal_only = changes.keys() <= set(_DECISIONS) and fields.entitlements is None
    amended = agreements.change(world.store, agreement, at, **changes)
    return [Change(amended, at, "AMEND", RENEWAL_ONLY if renewal_only else MESSAGES)]


def _changes(world: World, fields: Fields, agreement: Row, offer: offering.Terms, at: float) -> dict[str, Any]:
    changes: dict[str, Any] = {}
    end: float = agreement["end_time"]
    if fields.end_time is not None:
        with duration.given_as("end_time"):
            end = changes["end_time"] = duration.moment(fields.end_time, at)
        changes["duration"] = None
        least = max(at, agreement["start_time"])
        if end <= least:
            raise duration.BadTime(
                f"end_time {duration.iso(end)} is not after {duration.iso(least)}; give a later one, or take the step expire"
            )
        trial_end = agreement["free_trial_ends_at"]
        if agreement["free_trial"] and trial_end is not None and end < trial_end:
            raise duration.BadTime(
                f"end_time {duration.iso(end)} is before the free trial ends at {duration.iso(trial_end)}; give a later one"
            )
    decided = {name: getattr(fields, name) for name in _DECISIONS if getattr(fields, name) is not None}
    if decided:
        _check_open(world, agreement, at)
    changes |= decided
    if fields.offer_id is not None and fields.auto_renew is None and not offer.can_renew:
        changes["auto_renew"] = False
    if changes.get("auto_renew", agreement["auto_renew"]):
        offering.check_renewal(offer, agreement["start_time"], end)
    return changes


def _check_open(world: World, agreement: Row, at: float) -> None:
    """Raise Conflict if it is too late to decide about the renewal."""
    lockout = renewal.of(offers.find(world.store, agreement["offer_id"]), agreement["end_time"]).lockout_start
    if lockout is not None and lockout <= at and agreement["end_time"] < duration.NEVER:
        raise Conflict(
            f"the renewal of {agreement['agreement_id']!r} could be decided until {duration.iso(lockout)}, when the lockout "
            "period of its offer began; amend it before"
        )
