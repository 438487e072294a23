"""The free trial pricing term."""

from __future__ import annotations

from typing import Any

from marketplace_emulator.agreement_views.contract import DAY, Contract
from marketplace_emulator.agreement_views.summary import free_trial_ends_at, has_free_trial
from marketplace_emulator.agreement_views.terms.grants import granted
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "The duration of a free trial is the offer's, or its length in days. The agreement has no upfront term as long as it lasts.",
    "assumed",
    "AWS's sample code for the pricing type of an agreement: a free trial of SaaS has no upfront term",
)
KIND = "freeTrialPricingTerm"


def term(contract: Contract) -> dict[str, Any] | None:
    """Return the free trial's duration and what it grants, if the agreement includes one."""
    agreement = contract.agreement
    if not has_free_trial(agreement):
        return None
    days, ends_at = agreement["free_trial_days"], free_trial_ends_at(agreement)
    if days is None and ends_at is not None:
        days = max(1, round((ends_at - agreement["start_time"]) / DAY))
    return {**({} if days is None else {"duration": f"P{days}D"}), "grants": granted(contract)}
