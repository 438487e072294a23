"""An agreement that follows another: its renewal or its replacement."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from marketplace_emulator import identifiers
from marketplace_emulator.agreements import ending, offering
from marketplace_emulator.agreements.change import Change, Messages
from marketplace_emulator.duration import NEVER, BadTime, iso, term_end
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import Row, agreements, entitlements
from marketplace_emulator.store.dimensions import Duration
from marketplace_emulator.store.entitlements import Granted, Grants
from marketplace_emulator.world import World

imitates(
    __name__,
    "A renewal or replacement is a new agreement, which has a license of its own and keeps the initial agreement's id.",
    "doc",
    "service model marketplace-agreement, botocore 1.44.8; service model meteringmarketplace: a LicenseArn identifies the "
    "specific agreement",
)
imitates(
    __name__,
    "The license of an agreement that was renewed or replaced is deprovisioned, as that of any that has ended.",
    "assumed",
    "nobody published it",
)
_COUNTED = re.compile(r"(.*) \((\d+)\)")


class Fields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The agreement that follows. What is not given is as before; with `offer_id`, as that offer says."""

    offer_id: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    end_time: str | float | None = None
    duration: Duration | None = None
    auto_renew: bool | None = None
    entitlements: Grants = msgspec.field(default_factory=dict)


def take(
    world: World,
    previous: Row,
    fields: Fields,
    at: float,
    *,
    status: Literal["RENEWED", "REPLACED"],
    intent: str,
    messages: Messages,
) -> Sequence[Change]:
    """End an agreement, and let another one begin at that time."""
    ended = ending.end(world, previous, status, at)
    start: float = ended.agreement["end_time"]
    code, account = previous["product_code"], previous["customer_aws_account_id"]
    offer = None if fields.offer_id is None else offering.find(world, code, account, fields.offer_id, at)
    given = fields.duration or (None if offer is None else offer.duration)
    if fields.end_time is None and given is None:
        end, length = _as_long(previous, start), previous["duration"]
    else:
        end, length = offering.term(fields.end_time, given, start, at)
    is_auto = bool(previous["auto_renew"]) if fields.auto_renew is None else fields.auto_renew
    known = f"{previous['agreement_id']} {intent}"
    row = agreements.new(
        name=_next(previous["name"]),
        product_code=code,
        customer_aws_account_id=account,
        start_time=start,
        end_time=end,
        duration=length,
        auto_renew=is_auto,
        agreement_id=identifiers.agreement_id(known),
        license_arn=identifiers.license_arn(known),
        offer_id=previous["offer_id"] if offer is None else offer.offer_id,
        previous=previous,
    )
    agreements.add(world.store, row, _granted(world, previous, fields, offer, at))
    return [ended, Change(row, intent, messages)]


def _as_long(previous: Row, start: float) -> float | None:
    if previous["end_time"] >= NEVER:
        return None
    if previous["duration"] is not None:
        return term_end(start, previous["duration"])
    end: float = start + previous["end_time"] - previous["start_time"]
    if end >= NEVER:
        raise BadTime(f"the renewal of {previous['agreement_id']} would end after {iso(NEVER)}; give an end_time")
    return end


def _granted(world: World, previous: Row, fields: Fields, offer: offering.Terms | None, at: float) -> Granted:
    if fields.entitlements or (offer is not None and offer.entitlements):
        return (offer or offering.NOTHING).granted(fields.entitlements, at)
    return {
        each["dimension"]: (each["value"], None)
        for each in entitlements.of_agreement(world.store, previous["agreement_id"])
        if each["end_time"] is None or each["end_time"] > at
    }


def _next(name: str) -> str:
    found = _COUNTED.fullmatch(name)
    return f"{name} (2)" if found is None else f"{found[1]} ({int(found[2]) + 1})"
