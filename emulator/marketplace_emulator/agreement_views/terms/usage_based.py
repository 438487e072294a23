"""The usage-based pricing term: the prices of metered usage."""

from __future__ import annotations

from typing import Any

from marketplace_emulator.agreement_views.contract import CURRENCY, Contract
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "The usage-based pricing term has the product's metered dimensions. One without a price in the fixtures has none here.",
    "assumed",
    "AWS has a price for each dimension; the emulator makes none up",
)
KIND = "usageBasedPricingTerm"


def term(contract: Contract) -> dict[str, Any] | None:
    """Return the prices of the product's metered dimensions."""
    rates = [
        {"dimensionKey": key, **({} if row["price"] is None else {"price": row["price"]})}
        for key, row in contract.dimensions.items()
        if row["externally_metered"]
    ]
    return {"currencyCode": CURRENCY, "rateCards": [{"rateCard": rates}]} if rates else None
