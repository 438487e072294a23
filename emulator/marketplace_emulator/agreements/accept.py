"""Accept: a buyer accepts an offer, which makes an agreement."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from marketplace_emulator import duration as times
from marketplace_emulator.agreements import free_trial, offering, resubscribing
from marketplace_emulator.agreements.change import Change, Messages
from marketplace_emulator.events.planned import Planned
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import Row, agreements, products
from marketplace_emulator.store.agreements import AgreementId
from marketplace_emulator.store.dimensions import Duration
from marketplace_emulator.store.entitlements import Granted, Grants
from marketplace_emulator.world import World

imitates(
    __name__,
    "Agreements may begin later than they are accepted.",
    "doc",
    "seller guide, future dated agreements",
)
imitates(
    __name__,
    "subscribe-success and License Updated of an agreement that begins later come after the start.",
    "assumed",
    "nobody published it",
)
imitates(
    __name__,
    "A failed payment makes subscribe-fail.",
    "doc",
    "seller guide, SNS notifications for SaaS products",
)
imitates(
    __name__,
    "EventBridge tells that an agreement is Created although its payment failed. Its license is updated once it is paid for.",
    "assumed",
    "nobody published it",
)
imitates(
    __name__,
    "A new contract to a legacy product makes entitlement-updated beside subscribe-success.",
    "doc",
    "seller guide, SNS notifications for SaaS products",
)

_CREATED = Planned("Purchase Agreement Created - Proposer", "created")
PAID: Messages = {
    "sns": (
        Planned("subscribe-success", "subscribe_success", "start"),
        Planned("entitlement-updated", "entitlement_updated", "start", only="contract"),
    ),
    "eventbridge": (Planned("License Updated - Manufacturer", "license_updated", "start"),),
}
"""The messages about an agreement that is paid for."""
MESSAGES: Messages = {**PAID, "eventbridge": (_CREATED, *PAID["eventbridge"])}
PAYMENT_FAILED: Messages = {
    "sns": (Planned("subscribe-fail", "subscribe_fail"),),
    "eventbridge": (_CREATED,),
}

BY = "buyer"
NAME = "acceptance"


class Fields(free_trial.Fields, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new agreement. What is not given is what the offer says. Missing identifiers are derived from the name.

    Without `offer_id` it is the product's first public offer. It ends at `end_time`, or after `duration`, such as P12M.
    """

    product_code: str
    customer_aws_account_id: str
    name: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    start_time: str | float = "now"
    end_time: str | float | None = None
    duration: Duration | None = None
    auto_renew: bool | None = None
    payment: Literal["succeeds", "fails"] = "succeeds"
    agreement_id: AgreementId | None = None
    license_arn: Annotated[str, Meta(min_length=1, max_length=500)] | None = None
    offer_id: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    entitlements: Grants = msgspec.field(default_factory=dict)


def why_not(world: World, agreement: Row | None, at: float) -> str | None:
    """Return why there is already an agreement, or None."""
    return None if agreement is None else f"the agreement {agreement['agreement_id']!r} is already accepted"


def take(world: World, agreement: Row | None, fields: Fields, at: float) -> Sequence[Change]:
    """Make the agreement."""
    store, code, account = world.store, fields.product_code, fields.customer_aws_account_id
    product = products.find(store, code)
    terms, granted = agreed(world, fields, at)
    row = agreements.new(
        name=fields.name or f"agreement-{secrets.token_hex(6)}",
        customer_aws_account_id=account,
        agreement_id=fields.agreement_id,
        license_arn=fields.license_arn,
        **terms,
    )
    agreements.add(store, row, granted)
    if product["generation"] == "legacy" and not row["payment_failed"]:
        resubscribing.withdraw(world, row, at)
    taken_at = row["accepted_at"] if row["end_time"] <= at else at  # one that has ended has its whole life in the past
    return [Change(row, taken_at, "NEW", PAYMENT_FAILED if row["payment_failed"] else MESSAGES, is_new=True)]


def agreed(world: World, fields: Fields, at: float) -> tuple[dict[str, Any], Granted]:
    """Return the terms of the agreement, as members of `agreements.new`, and what it grants."""
    code, account = fields.product_code, fields.customer_aws_account_id
    with times.given_as("start_time"):
        start = times.moment(fields.start_time, at)
        if start >= times.NEVER:
            raise times.BadTime(f"{times.iso(start)} is too late; expected a time before {times.iso(times.NEVER)}")
    offer = offering.find(world, code, account, fields.offer_id, at)
    end, length = offering.term(fields.end_time, fields.duration, offer.duration, start, at)
    trial = free_trial.chosen(world, code, account, fields, offer, start, at)
    if end is None and trial.goes_on and free_trial.is_all(world, code):
        end = trial.ends_at
    if trial.ends_at is not None and end is not None and trial.ends_at > end:
        raise times.BadTime(
            f"the free trial until {times.iso(trial.ends_at)} is longer than the agreement, which ends at "
            f"{times.iso(end)}; give a later end_time or an earlier free_trial_ends_at"
        )
    auto_renew = bool(offer.auto_renew) if fields.auto_renew is None else fields.auto_renew
    if auto_renew:
        offering.check_renewal(offer, start, end)
    terms = {
        "product_code": code,
        "offer_id": offer.offer_id,
        "start_time": start,
        "end_time": end,
        "duration": length,
        "accepted_at": min(at, start),
        "free_trial": trial.goes_on,
        "free_trial_ends_at": trial.ends_at,
        "auto_renew": auto_renew,
        "payment_failed": fields.payment == "fails",
    }
    return terms, offer.granted(fields.entitlements, at)
