"""The members of each event as the seller guide (notifications-eventbridge) shows them, transcribed by hand.

They are written independently of the emulator's types: the tests compare both.
"""

from __future__ import annotations

_CREATED = """agreement.id agreement.intent agreement.status agreement.acceptanceTime agreement.startTime agreement.endTime
resaleAuthorization.id acceptor.accountId proposer.accountId offer.id"""
_NAMED = "product.id product.title acceptor.accountId proposer.name proposer.accountId"
_TERM = "agreement.id agreement.startTime agreement.endTime"
_LICENSE = "agreement.id product.code product.id license.arn acceptor.accountId proposer.accountId offer.id"
_ENDED = "agreement.id agreement.status resaleAuthorization.id acceptor.accountId proposer.accountId offer.id"
DETAILS = {
    "Purchase Agreement Created - Proposer": _CREATED,
    "Purchase Agreement Created - Manufacturer": _CREATED,
    "Purchase Agreement Amended - Manufacturer": _CREATED,
    "Purchase Agreement Amended - Proposer": """agreement.id agreement.intent agreement.status agreement.acceptanceTime
        agreement.startTime agreement.endTime agreement.autoRenewalEnabled
        renewalSummary.lockoutStartTime renewalSummary.disabledBy product.id product.title
        resaleAuthorization.id acceptor.accountId proposer.accountId offer.id""",
    "Purchase Agreement Ended - Proposer": _ENDED,
    "Purchase Agreement Ended - Manufacturer": _ENDED,
    "Purchase Agreement Ending - Proposer": f"""{_TERM} agreement.status agreement.daysBeforeEndTime
        agreement.autoRenewalEnabled renewalSummary.lockoutStartTime renewalSummary.disabledBy {_NAMED} offer.id""",
    "Purchase Agreement Renewal Terms Finalized - Proposer": f"""{_TERM} renewalSummary.tcv renewalSummary.currency
        renewalSummary.termsFinalizedTime renewalSummary.lockoutReached renewalSummary.lockoutStartTime {_NAMED}""",
    "Purchase Agreement Renewal Upcoming - Proposer": f"""{_TERM} renewalSummary.lockoutReached renewalSummary.tcv
        renewalSummary.currency {_NAMED}""",
    "License Updated - Manufacturer": _LICENSE,
    "License Deprovisioned - Manufacturer": _LICENSE,
}
RENEWED = f"""agreement.id agreement.intent agreement.status agreement.acceptanceTime agreement.startTime agreement.endTime
agreement.previousAgreementId {_NAMED} offer.id"""
ENVELOPE = ["version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail"]


def paths(detail: dict[str, object]) -> list[str]:
    """Return the members of a detail in their order, as the table above has them."""
    found = []
    for name, value in detail.items():
        found += [f"{name}.{each}" for each in value] if isinstance(value, dict) else [name]
    return found


def expected(members: str) -> list[str]:
    """Return the members that the guide shows, with those that begin each detail."""
    return ["requestId", "catalog", *members.split()]
