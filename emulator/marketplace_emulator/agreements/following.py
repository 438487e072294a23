"""An agreement that follows another: its renewal or its replacement."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from marketplace_emulator import identifiers
from marketplace_emulator.agreements import ending, offering
from marketplace_emulator.agreements.change import Change, Messages
from marketplace_emulator.duration import NEVER, BadTime, iso, term_end
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import Row, entitlements
from marketplace_emulator.store.agreements import ADD, new
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
imitates(
    __name__,
    "A term of months ends at the same time of the same day of a month, or of its last day if it is too short. Each renewal counts from "
    "its own start: the P1M after 28 February ends on 28 March, though the first one began on 31 January.",
    "assumed",
    "nobody published how AWS counts months",
)
_COUNTED = re.compile(r"(.*) \((\d+)\)")


class Fields(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The agreement that follows. What is not given is as before; with `offer_id`, as that offer says."""

    offer_id: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    end_time: str | float | None = None
    duration: Duration | None = None
    auto_renew: bool | None = None
    entitlements: Grants = msgspec.field(default_factory=dict)


class Kind(msgspec.Struct, frozen=True):
    """How an agreement follows another: what becomes of that one, AWS's word for it, and the messages about the new one."""

    status: Literal["RENEWED", "REPLACED"]
    intent: str
    messages: Messages


def take(world: World, previous: Row, fields: Fields, at: float, kind: Kind) -> Sequence[Change]:
    """End an agreement, and let another one begin at that time."""
    start, changes = min(at, previous["end_time"]), dict[str, Any]()
    code, account = previous["product_code"], previous["customer_aws_account_id"]
    offer = None if fields.offer_id is None else offering.find(world, code, account, fields.offer_id, at)
    by_offer = None if offer is None else offer.duration
    if fields.end_time is not None or fields.duration is not None or by_offer is not None:
        changes["end_time"], changes["duration"] = offering.term(fields.end_time, fields.duration, by_offer, start, at)
    if offer is not None:
        changes |= {"offer_id": offer.offer_id, "auto_renew": bool(offer.auto_renew)}
    if fields.auto_renew is not None:
        changes["auto_renew"] = fields.auto_renew
    if changes.get("auto_renew", previous["auto_renew"]):
        end = changes["end_time"] if "end_time" in changes else next_end(previous, start)
        offering.check_renewal(offer or offering.of(world, previous), start, end)
    granted: Granted | None = None
    if fields.entitlements or (offer is not None and offer.entitlements):
        granted = (offer or offering.NOTHING).granted(fields.entitlements, at)
        entitlements.check(world.store, code, granted)
    return take_all(world, [(previous, at)], kind, changes, granted)


def take_all(
    world: World,
    agreements: Sequence[tuple[Row, float]],
    kind: Kind,
    changes: Mapping[str, Any] = MappingProxyType({}),
    granted: Granted | None = None,
) -> list[Change]:
    """Let agreements be followed, each at a time, by others with the same terms, but for some changes of the new row."""
    store = world.store
    ended = ending.end_all(world, agreements, kind.status)
    grants = entitlements.of_agreements(store, [each["agreement_id"] for each, _ in agreements])
    made = [
        _new(each.agreement, previous, kind, changes) for each, (previous, _) in zip(ended, agreements, strict=True)
    ]
    store.run_many(ADD, made)
    store.run_many(
        entitlements.ADD,
        [
            row
            for new, (old, at) in zip(made, agreements, strict=True)
            for row in entitlements.rows(
                new, _going_on(grants[old["agreement_id"]], at) if granted is None else granted
            )
        ],
    )
    begun = [
        Change(new, at, kind.intent, kind.messages, is_new=True) for new, (_, at) in zip(made, agreements, strict=True)
    ]
    return [each for pair in zip(ended, begun, strict=True) for each in pair]


def _new(ended: Row, previous: Row, kind: Kind, changes: Mapping[str, Any]) -> dict[str, Any]:
    known, start = f"{ended['agreement_id']} {kind.intent}", ended["end_time"]
    terms: dict[str, Any] = {
        "offer_id": previous["offer_id"],
        "duration": previous["duration"],
        "auto_renew": bool(previous["auto_renew"]),
        **changes,
    }
    if "end_time" not in terms:
        terms["end_time"] = next_end(previous, start)
    return new(
        name=_next(previous["name"]),
        product_code=previous["product_code"],
        customer_aws_account_id=previous["customer_aws_account_id"],
        start_time=start,
        agreement_id=identifiers.agreement_id(known),
        license_arn=identifiers.license_arn(known),
        previous=previous,
        **terms,
    )


def _going_on(granted: Iterable[Row], at: float) -> Granted:
    return {
        each["dimension"]: (each["value"], None)
        for each in granted
        if each["end_time"] is None or each["end_time"] > at
    }


def next_end(previous: Row, start: float) -> float | None:
    """Return when an agreement ends that begins at a time and lasts as long as a previous one; None if that has no end."""
    if previous["end_time"] >= NEVER:
        return None
    if previous["duration"] is not None:
        return term_end(start, previous["duration"])
    end: float = start + previous["end_time"] - previous["start_time"]
    if end >= NEVER:
        raise BadTime(f"the renewal of {previous['agreement_id']} would end after {iso(NEVER)}; give an end_time")
    return end


def _next(name: str) -> str:
    found = _COUNTED.fullmatch(name)
    return f"{name} (2)" if found is None else f"{found[1]} ({int(found[2]) + 1})"
