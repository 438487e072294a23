"""GetAgreementEntitlements: whether an agreement's license is provisioned, and a token to register with."""

from __future__ import annotations

from typing import Any

from marketplace_emulator import identifiers
from marketplace_emulator.agreement_views import pages, party
from marketplace_emulator.agreement_views.summary import resource
from marketplace_emulator.call import Call
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.readings.entitlements import PROPAGATION_SECONDS
from marketplace_emulator.readings.registration import TOKEN_LIFETIME_SECONDS
from marketplace_emulator.store import Row, tokens
from marketplace_emulator.world import World

ABOUT = {"agreement_id": ["agreementId"]}

MODEL = "service model marketplace-agreement, botocore 1.44.8"
SAMPLE = "API reference, sample response of GetAgreementEntitlements"
imitates(
    __name__,
    "A registrationToken lives for 30 minutes, whatever the reading token_lifetime says.",
    "doc",
    f"{MODEL}: it is valid for 30 minutes after creation",
)
imitates(__name__, "Each answer has a new registrationToken.", "assumed", "nobody published it")
imitates(
    __name__,
    "An entitlement in force is PROVISIONED for the reason AGREEMENT_ACTIVE, of type AWS::Marketplace::Usage. One that is "
    "PENDING has no registrationToken and no licenseArn.",
    "doc",
    SAMPLE,
)
imitates(
    __name__,
    "An agreement has one entitlement: its license. It is SCHEDULED before the start, PENDING as long as the reading "
    "entitlement_propagation says, FAILED if the payment failed or the buyer's account is suspended, and DEPROVISIONED from the "
    "agreement's end on.",
    "assumed",
    "the names of the statuses and reasons in the model; nobody published a real answer",
)
imitates(
    __name__,
    "Both parties get the registrationToken, and only of an entitlement that is PROVISIONED.",
    "assumed",
    "the model says that acceptors need it; nobody published what a proposer gets",
)
_LIFETIME = TOKEN_LIFETIME_SECONDS["30m"]


def get_agreement_entitlements(world: World, call: Call) -> dict[str, Any]:
    """Return the entitlement of the agreement that the call names."""
    found = party.seen(world, call)
    status, reason = _status(call, found)
    shown = {
        "resource": resource(found),
        "type": "AWS::Marketplace::Usage",
        "status": status,
        "statusReasonCode": reason,
    }
    if status not in ("PENDING", "SCHEDULED"):
        shown["licenseArn"] = found["license_arn"]
    page = pages.page(world, call, "agreementEntitlements", [shown])
    if status == "PROVISIONED" and page["agreementEntitlements"]:
        shown["registrationToken"] = _minted(world, call, found)
    return page


def _status(call: Call, agreement: Row) -> tuple[str, str]:
    if agreement["status"] != "ACTIVE" or call.at >= agreement["end_time"]:
        return "DEPROVISIONED", "AGREEMENT_INACTIVE"
    if agreement["payment_failed"]:
        return "FAILED", "INVALID_PAYMENT_INSTRUMENT"
    if agreement["suspended"]:
        return "FAILED", "ACCOUNT_SUSPENDED"
    if call.at < agreement["start_time"]:
        return "SCHEDULED", "FUTURE_START_DATE"
    if call.at < agreement["start_time"] + PROPAGATION_SECONDS[call.reading("entitlement_propagation")]:
        return "PENDING", "PROVISIONING_IN_PROGRESS"
    return "PROVISIONED", "AGREEMENT_ACTIVE"


def _minted(world: World, call: Call, agreement: Row) -> str:
    agreement_id = agreement["agreement_id"]
    token = identifiers.token(f"{agreement_id} #{tokens.minted(world.store, agreement_id) + 1}")
    row = tokens.new(token=token, agreement_id=agreement_id, issued_at=call.at, expires_at=call.at + _LIFETIME)
    tokens.create(world.store, row)
    return token
