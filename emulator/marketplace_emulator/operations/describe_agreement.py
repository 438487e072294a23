"""DescribeAgreement: an agreement's parties, times, status, and estimated charges."""

from __future__ import annotations

from typing import Any

from marketplace_emulator.agreement_views import charges, party
from marketplace_emulator.agreement_views.summary import free_trial_ends_at, has_free_trial, summary
from marketplace_emulator.agreement_views.times import written
from marketplace_emulator.call import Call
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import Row
from marketplace_emulator.world import World

ABOUT = {"agreement_id": ["agreementId"]}

MODEL = "service model marketplace-agreement, botocore 1.44.8"
imitates(
    __name__,
    "endTimeBehavior is absent if the agreement has no end or is no longer active. Its renewalSummary has the offer that the "
    "agreement was made from, if it renews or the buyer opted out.",
    "doc",
    MODEL,
)


def describe_agreement(world: World, call: Call) -> dict[str, Any]:
    """Return the agreement that the call names."""
    found = party.seen(world, call)
    described = {**summary(call, found), "estimatedCharges": charges.estimated(world, found)}
    if found["end_time_behavior"] is not None:
        described["endTimeBehavior"] = _at_the_end(found)
    if has_free_trial(found):
        ends_at = free_trial_ends_at(found)
        described["freeTrialSummary"] = {} if ends_at is None else {"trialEndTime": written(ends_at)}
    return described


def _at_the_end(agreement: Row) -> dict[str, Any]:
    behavior: dict[str, Any] = {"type": agreement["end_time_behavior"]}
    if agreement["end_time_behavior_reason"] is not None:
        behavior["reasonCode"] = agreement["end_time_behavior_reason"]
    if behavior["type"] == "RENEW" or agreement["end_time_behavior_reason"] == "ACCEPTOR_RENEW_OPTED_OUT":
        behavior["renewalSummary"] = {"offerId": agreement["offer_id"]}
    return behavior
