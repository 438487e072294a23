"""The offer on whose terms a buyer accepts, amends, renews or replaces an agreement."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from marketplace_emulator import duration, identifiers
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import Row, offers
from marketplace_emulator.store.agreements import granted
from marketplace_emulator.store.entitlements import Granted, Grants
from marketplace_emulator.store.problems import Conflict, NotThere
from marketplace_emulator.world import World

imitates(
    __name__,
    "A private offer is for its buyers alone, and no offer can be accepted after it has expired.",
    "doc",
    "service model marketplace-catalog: TargetingRule and AvailabilityRule",
)
imitates(
    __name__,
    "A product without offers has one public offer without an end, whose id is derived from the ProductCode.",
    "assumed",
    "the emulator's own convenience; each of AWS's products has at least one offer",
)


class Terms(msgspec.Struct, frozen=True):
    """What an offer says; `is_known` is false for the offer that a product without offers has."""

    offer_id: str
    is_known: bool = False
    duration: str | None = None
    free_trial_days: int | None = None
    auto_renew: bool | None = None
    entitlements: Mapping[str, Any] = msgspec.field(default_factory=dict)

    @property
    def can_renew(self) -> bool:
        """Whether there is a renewal term; a product without offers leaves it to the buyer."""
        return not self.is_known or self.auto_renew is not None

    def granted(self, given: Grants | None, at: float) -> Granted:
        """Return what the agreement grants: what is given, else what the offer grants."""
        with duration.given_as("entitlements"):
            grants = given or msgspec.convert(self.entitlements, Grants)
            return granted(grants, lambda time: duration.moment(time, at))


def find(world: World, product_code: str, account: str, offer_id: str | None, at: float) -> Terms:
    """Return the terms of the offer that a buyer accepts: the one given, else the first public one of the product.

    Raise NotThere for an unknown offer, Conflict for one that this buyer cannot accept now.
    """
    known = offers.of_product(world.store, product_code)
    if not known and (offer_id is None or offers.find(world.store, offer_id) is None):
        return Terms(offer_id or identifiers.offer_id(product_code))
    if offer_id is None:
        offer = _default(known, product_code, account, at)
    else:
        offer = _named(world, known, product_code, offer_id)
    reason = _why_not(offer, account, at)
    if reason is not None:
        raise Conflict(reason)
    return terms(offer)


def of(world: World, agreement: Row) -> Terms:
    """Return the terms of the offer that an agreement was accepted from."""
    offer = offers.find(world.store, agreement["offer_id"])
    return Terms(agreement["offer_id"]) if offer is None else terms(offer)


def terms(offer: Row) -> Terms:
    """Return the terms of an offer."""
    return Terms(
        offer["offer_id"],
        True,
        offer["duration"],
        offer["free_trial_days"],
        None if offer["auto_renew"] is None else bool(offer["auto_renew"]),
        msgspec.json.decode(offer["entitlements"]),
    )


def _named(world: World, known: list[Row], product_code: str, offer_id: str) -> Row:
    offer = offers.find(world.store, offer_id)
    if offer is None:
        raise NotThere("offer", offer_id, [each["offer_id"] for each in known])
    if offer["product_code"] != product_code:
        raise Conflict(
            f"the offer {offer_id!r} is one of the product {offer['product_code']!r}; give an offer of {product_code!r}"
        )
    return offer


def _default(known: list[Row], product_code: str, account: str, at: float) -> Row:
    open_ = [each for each in known if _why_not(each, account, at) is None]
    for kind in ("public", "private"):
        for each in open_:
            if each["kind"] == kind:
                return each
    raise Conflict(
        f"the product {product_code!r} has no offer that the buyer {account} can accept now; its offers are "
        f"{', '.join(each['offer_id'] for each in known)}"
    )


def _why_not(offer: Row, account: str, at: float) -> str | None:
    if offer["kind"] == "private" and account not in msgspec.json.decode(offer["buyers"]):
        return f"the private offer {offer['offer_id']!r} is not for the buyer {account}; add the buyer to its buyers"
    if offer["expires_at"] is not None and offer["expires_at"] <= at:
        return f"the offer {offer['offer_id']!r} could be accepted until {duration.iso(offer['expires_at'])}"
    return None


NOTHING = Terms("")
"""The terms of no offer."""
SHORTEST = 3600
"""The shortest term in seconds that renews by itself."""


def term(
    end_time: str | float | None, length: str | None, otherwise: str | None, start: float, at: float
) -> tuple[float | None, str | None]:
    """Return when a term ends, or None, and its duration if it has one; `otherwise` is the duration if nothing is given."""
    if end_time is not None and length is not None:
        raise msgspec.ValidationError("end_time and duration are both given; give one of them")
    length = length or otherwise
    if end_time is not None:
        with duration.given_as("end_time"):
            return duration.moment(end_time, at), None
    return (None, None) if length is None else (duration.term_end(start, length), length)


def check_renewal(offer: Terms, start: float, end: float | None) -> None:
    """Raise Conflict or BadTime if a term by an offer cannot renew by itself."""
    if not offer.can_renew:
        raise Conflict(f"the offer {offer.offer_id!r} has no renewal term; leave out auto_renew, or give the offer one")
    if end is not None and end - start < SHORTEST:
        raise duration.BadTime(
            f"a term from {duration.iso(start)} to {duration.iso(end)} is too short to renew by itself; give one of at "
            "least an hour, or leave out auto_renew"
        )
