"""The columns of metering records and of the ledger, in CSV and in tables for people."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

RECORD = (
    "number",
    "metering_record_id",
    "request_id",
    "operation",
    "received_at",
    "product_code",
    "customer_aws_account_id",
    "customer_identifier",
    "agreement_id",
    "license_arn",
    "scope",
    "dimension",
    "timestamp",
    "hour",
    "quantity",
    "allocations",
    "status",
    "billed",
    "reason",
)
RECORD_TABLE = (
    "hour",
    "customer_aws_account_id",
    "agreement_id",
    "dimension",
    "quantity",
    "status",
    "billed",
    "request_id",
    "reason",
)
LEDGER = (
    "hour",
    "agreement",
    "agreement_id",
    "buyer",
    "customer_aws_account_id",
    "customer_identifier",
    "product_code",
    "dimension",
    "quantity",
    "times",
    "billed_twice",
    "price",
    "amount",
    "sent",
    "refused",
    "records",
)


def accepted_only(sums: Mapping[str, Any]) -> int:
    """Return how many records of a line or of the total were accepted and not billed, such as the same record again."""
    return int(sums["sent"] - sums["times"] - sum(sums["refused"].values()))


def flat(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return a line of the ledger with a text for what was refused and why, and one for the records behind it."""
    reasons = {each["status"]: each["reason"] for each in line["records"] if not each["billed"]}
    refused = [
        f"{number} {status}" + (f": {reasons[status]}" if reasons.get(status) else "")
        for status, number in line["refused"].items()
    ]
    if unbilled := accepted_only(line):
        because = f": {reasons['Success']}" if reasons.get("Success") else ""
        refused.append(f"{unbilled} Success, but not billed{because}")
    billed = [each["metering_record_id"] for each in line["records"] if each["billed"]]
    return {**line, "refused": "; ".join(refused) or None, "records": " ".join(billed) or None}
