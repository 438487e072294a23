"""Accept: a buyer accepts an offer, which makes an agreement."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from marketplace_emulator import duration
from marketplace_emulator.events.planned import Planned
from marketplace_emulator.store import Row, agenda, agreements
from marketplace_emulator.store.agreements import AgreementId
from marketplace_emulator.store.entitlements import Grants
from marketplace_emulator.world import World

INTENT = "NEW"
MESSAGES = {
    "sns": (Planned("subscribe-success", "subscribe_success", "start"),),
    "eventbridge": (
        Planned("Purchase Agreement Created - Proposer", "created"),
        Planned("License Updated - Manufacturer", "license_updated", "start"),
    ),
}


class Fields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new agreement. Missing identifiers are derived from the name; a missing name is made up."""

    product_code: str
    customer_aws_account_id: str
    name: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    start_time: str | float = "now"
    end_time: str | float | None = None
    free_trial: bool = False
    auto_renew: bool = False
    agreement_id: AgreementId | None = None
    license_arn: Annotated[str, Meta(min_length=1, max_length=500)] | None = None
    offer_id: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    entitlements: Grants = msgspec.field(default_factory=dict)


def why_not(world: World, agreement: Row | None, at: float) -> str | None:
    """Return why there is already an agreement, or None."""
    return None if agreement is None else f"the agreement {agreement['agreement_id']!r} is already accepted"


def take(world: World, agreement: Row | None, fields: Fields, at: float) -> dict[str, Any]:
    """Make the agreement and return it."""
    given = msgspec.structs.asdict(fields)
    del given["entitlements"]
    given["name"] = fields.name or f"agreement-{secrets.token_hex(6)}"
    with duration.given_as("start_time"):
        given["start_time"] = duration.moment(fields.start_time, at)
    with duration.given_as("end_time"):
        given["end_time"] = None if fields.end_time is None else duration.moment(fields.end_time, at)
    with duration.given_as("entitlements"):
        grants = agreements.granted(fields.entitlements, lambda time: duration.moment(time, at))
    row = agreements.new(**given, accepted_at=min(at, given["start_time"]))
    agreements.add(world.store, row, grants)
    if row["end_time"] < duration.NEVER:
        world.store.run(agenda.ADD, **agenda.row(row["end_time"], "expire", row["agreement_id"]))
        world.due_by(row["end_time"])
    return row


def messages(agreement: Row, channel: str) -> Iterable[Planned]:
    """Return the messages of an acceptance."""
    return MESSAGES[channel]
