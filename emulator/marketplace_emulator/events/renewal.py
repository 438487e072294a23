"""How an offer's renewal term works out for an agreement: when the decision is locked, and what the renewal is worth."""

from __future__ import annotations

from decimal import Decimal

import msgspec

from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import Row

imitates(
    __name__,
    "The renewal decision is locked from lockoutPeriod before the end. The price of a renewal is final from "
    "adjustmentDeadline before the end, if the seller chooses the increase from a range.",
    "doc",
    "service model 1.44.8, RenewalTerm; seller guide, notifications-eventbridge",
)
imitates(
    __name__,
    "The tcv of a renewal is the offer's price with the price increase, and 0.00 of an offer that has no price of its own.",
    "assumed",
    "the seller guide has an example, 105000.00, and no rule",
)

CURRENCY = "USD"
_DAY = 86_400
_CENT = Decimal("0.01")


class Renewal(msgspec.Struct, frozen=True):
    """The renewal at the end of an agreement; the times are null where the offer's renewal term does not have them."""

    lockout_start: float | None
    terms_finalized: float | None
    total: str


def of(offer: Row | None, end_time: float) -> Renewal:
    """Return what the offer of an agreement says about its renewal; None is an offer without a renewal term of its own."""
    if offer is None:
        return Renewal(None, None, "0.00")
    price = Decimal(offer["price"] or 0) * (100 + Decimal(offer["price_increase"] or 0)) / 100
    return Renewal(
        _before(end_time, offer["lockout_period"]),
        _before(end_time, offer["adjustment_deadline"]),
        str(price.quantize(_CENT)),
    )


def _before(end_time: float, period: str | None) -> float | None:
    return None if period is None else end_time - int(period.strip("PD")) * _DAY
