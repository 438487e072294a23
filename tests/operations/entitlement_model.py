"""A plain model of GetEntitlements, beside that of the ledger."""

from __future__ import annotations

from typing import Any

from tests.operations.metering_model import Ledger, Refused
from tests.operations.metering_world import SELLER, Agreement

MEMBERS = {
    "CUSTOMER_IDENTIFIER": "CustomerIdentifier",
    "CUSTOMER_AWS_ACCOUNT_ID": "CustomerAWSAccountId",
    "LICENSE_ARN": "LicenseArn",
    "DIMENSION": "Dimension",
}


def entitlements(ledger: Ledger, code: str, wanted: dict[str, list[str]]) -> list[dict[str, Any]]:
    """Return what GetEntitlements lists for a filter, in the order of the grants, or raise Refused."""
    if {"CUSTOMER_IDENTIFIER", "CUSTOMER_AWS_ACCOUNT_ID"} <= wanted.keys():
        raise Refused("InvalidParameterException")
    found = []
    for each in ledger.agreements:
        if each.product.code != code or each.product.seller != SELLER:
            continue
        for dimension, (value, end) in each.grants.items():
            ends = min(end, each.end)
            entry = {
                "ProductCode": code,
                "Dimension": dimension,
                "CustomerAWSAccountId": each.account,
                "LicenseArn": each.arn,
                "Value": value,
            }
            if each.product.legacy:
                entry["CustomerIdentifier"] = ledger.identifiers[each.account]
            if each.status != "CANCELLED":
                entry["ExpirationDate"] = int(ends)
            fits = all(entry.get(MEMBERS[key]) in values for key, values in wanted.items())
            if fits and _is_listed(ledger, each, ends):
                found.append(entry)
    return found


def _is_listed(ledger: Ledger, agreement: Agreement, ends: float) -> bool:
    if agreement.status == "CANCELLED":
        return ledger.readings["cancelled_entitlement"] == "without_expiration"
    if agreement.status == "EXPIRED" or ends <= ledger.now:
        return ledger.readings["expired_entitlement"] == "listed"
    delay = 300 if ledger.readings["entitlement_propagation"] == "5m" else 0
    return agreement.start + delay <= ledger.now
