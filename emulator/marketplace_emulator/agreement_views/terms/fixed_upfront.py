"""The fixed upfront pricing term: one price for all that an offer grants."""

from __future__ import annotations

from typing import Any

from marketplace_emulator.agreement_views.contract import CURRENCY, Contract
from marketplace_emulator.agreement_views.terms.grants import granted
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "An offer with a price of its own has a fixed upfront pricing term instead of a configurable one.",
    "assumed",
    "AWS's samples of private offers with a payment schedule; nobody published a real answer",
)
KIND = "fixedUpfrontPricingTerm"


def term(contract: Contract) -> dict[str, Any] | None:
    """Return the offer's price with what it grants, if it has one."""
    price = contract.agreement["price"]
    if price is None or contract.agreement["free_trial"]:
        return None
    return {"currencyCode": CURRENCY, "duration": contract.duration, "price": price, "grants": granted(contract)}
