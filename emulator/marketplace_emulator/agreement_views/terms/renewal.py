"""The renewal term: whether the buyer chose to renew the agreement."""

from __future__ import annotations

from typing import Any

from marketplace_emulator.agreement_views.contract import Contract
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "An agreement has a renewal term if its offer has one, or if it renews by itself. What the offer does not set is absent. A "
    "price increase with a deadline is a range, of which only the default is known; any other is fixed.",
    "assumed",
    "the documentation of the members in the service model; nobody published a real answer",
)
KIND = "renewalTerm"
_SET = {"lockoutPeriod": "lockout_period", "maxRenewals": "max_renewals", "adjustmentDeadline": "adjustment_deadline"}


def term(contract: Contract) -> dict[str, Any] | None:
    """Return the buyer's choice and the offer's conditions, if there is such a term."""
    agreement = contract.agreement
    if not agreement["has_renewal_term"]:
        return None
    members: dict[str, Any] = {"configuration": {"enableAutoRenew": bool(agreement["auto_renew"])}}
    members |= {name: agreement[column] for name, column in _SET.items() if agreement[column] is not None}
    if agreement["price_increase"] is not None:
        ranged = agreement["adjustment_deadline"] is not None
        members["priceIncrease"] = (
            {"percentageRange": {"defaultValue": agreement["price_increase"]}}
            if ranged
            else {"fixedPercentage": {"value": agreement["price_increase"]}}
        )
    return members
