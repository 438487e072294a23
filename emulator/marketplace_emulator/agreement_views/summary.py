"""What DescribeAgreement and SearchAgreements both tell of an agreement."""

from __future__ import annotations

from typing import Any

from marketplace_emulator.agreement_views.times import end_time, written
from marketplace_emulator.call import Call
from marketplace_emulator.duration import NEVER
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.store import Row

MODEL = "service model marketplace-agreement, botocore 1.44.8"
imitates(
    __name__,
    "Every agreement is a PurchaseAgreement to one resource of type SaaSProduct, from an offer that is in no offer set.",
    "assumed",
    "the emulator has no other products and no offer sets",
)
imitates(
    __name__,
    "initialAgreementId is the first of a chain of renewals and replacements, or the agreement's own id.",
    "doc",
    MODEL,
)
imitates(
    __name__,
    "An active agreement with an end has a behavior at its end: RENEW, or EXPIRE with a reason. This is NO_RENEWAL_TERM if the "
    "offer has none, RENEWAL_LIMIT_EXHAUSTED if it allows no more renewals, and else ACCEPTOR_RENEW_OPTED_OUT. PROPOSER_RENEW_OPTED_OUT goes before all others.",
    "doc",
    MODEL,
)
imitates(
    __name__,
    "An agreement whose payment failed has the behavior EXPIRE without a reason.",
    "assumed",
    "nobody published it",
)
imitates(
    __name__,
    "A free trial without an end of its own ends with the agreement, if that ends.",
    "assumed",
    "nobody published an answer about a free trial",
)
RESOURCE_TYPE = "SaaSProduct"
AGREEMENT_TYPE = "PurchaseAgreement"


def resource(agreement: Row) -> dict[str, str]:
    """Return the resource that an agreement is about: its product."""
    return {"id": agreement["product_id"], "type": RESOURCE_TYPE}


def summary(call: Call, agreement: Row) -> dict[str, Any]:
    """Return the members of an agreement that both operations have."""
    return {
        "agreementId": agreement["agreement_id"],
        "acceptor": {"accountId": agreement["customer_aws_account_id"]},
        "proposer": {"accountId": agreement["proposer"]},
        "startTime": written(agreement["start_time"]),
        **end_time(call, agreement["end_time"]),
        "acceptanceTime": written(agreement["accepted_at"]),
        "agreementType": AGREEMENT_TYPE,
        "proposalSummary": {"resources": [resource(agreement)], "offerId": agreement["offer_id"]},
        "status": agreement["status"],
        "initialAgreementId": agreement["initial_agreement_id"],
    }


def has_free_trial(agreement: Row) -> bool:
    """Say whether an agreement includes a free trial, or did."""
    return bool(agreement["free_trial"]) or agreement["free_trial_ends_at"] is not None


def free_trial_ends_at(agreement: Row) -> float | None:
    """Return when the free trial of an agreement ends, or None if nobody knows."""
    if agreement["free_trial_ends_at"] is not None:
        return float(agreement["free_trial_ends_at"])
    return float(agreement["end_time"]) if agreement["end_time"] < NEVER else None
