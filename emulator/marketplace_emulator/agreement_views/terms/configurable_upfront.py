"""The configurable upfront pricing term: what the buyer chose of a contract's dimensions and durations."""

from __future__ import annotations

from typing import Any

from marketplace_emulator.agreement_views.contract import CURRENCY, Contract, units
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "The configurable upfront pricing term has a rate card for each duration with prices, and what the buyer chose.",
    "doc",
    "API reference, sample response of GetAgreementTerms",
)
imitates(
    __name__,
    "The chosen duration is the offer's, or the rate card's that has most of the granted dimensions and is nearest to the "
    "agreement's length; the longest one if the agreement has no end.",
    "assumed",
    "the emulator's own simplification: an agreement without an offer names no duration",
)
KIND = "configurableUpfrontPricingTerm"
_CONSTRAINTS = {"multipleDimensionSelection": "Allowed", "quantityConfiguration": "Allowed"}


def term(contract: Contract) -> dict[str, Any] | None:
    """Return the rate cards and the buyer's choice, if the agreement grants something that the offer has no price for."""
    if not contract.grants or contract.agreement["price"] is not None or contract.agreement["free_trial"]:
        return None
    cards = [
        {
            "selector": {"type": "Duration", "value": duration},
            "constraints": _CONSTRAINTS,
            "rateCard": [{"dimensionKey": key, "price": price} for key, price in prices.items()],
        }
        for duration, prices in contract.prices.items()
    ]
    chosen = [{"dimensionKey": each["dimension"], "dimensionValue": units(each["value"])} for each in contract.grants]
    return {
        "currencyCode": CURRENCY,
        "rateCards": cards,
        "configuration": {"selectorValue": contract.duration, "dimensions": chosen},
    }
