"""The row that is kept of a record of usage, whichever operation took it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from marketplace_emulator.call import Call
from marketplace_emulator.metering.duplicates import Outcome
from marketplace_emulator.store.metering_records import Key


def new(
    key: Key,
    micros: int,
    outcome: Outcome,
    *,
    operation: str,
    request_id: str,
    received_at: float,
    timestamp: float,
    agreement_id: str | None,
    customer_identifier: str | None = None,
    allocations: list[Any] | None = None,
) -> dict[str, Any]:
    """Return the row of a new record; `micros` is its quantity in millionths."""
    return {
        "hour": key.hour,
        "key_number": key.number if outcome.new else None,
        "scope": key.scope,
        "product_code": key.product_code,
        "license_arn": key.license_arn,
        "customer_aws_account_id": key.customer_aws_account_id or None,
        "dimension": key.dimension,
        "metering_record_id": outcome.metering_record_id,
        "request_id": request_id,
        "operation": operation,
        "received_at": received_at,
        "customer_identifier": customer_identifier,
        "agreement_id": agreement_id,
        "timestamp": timestamp,
        "micros": micros,
        "allocations": None if allocations is None else msgspec.json.encode(allocations).decode(),
        "status": outcome.status,
        "billed": 1 if outcome.new else 0,  # the driver takes longer with a bool
        "reason": outcome.reason,
    }


def of_call(
    call: Call, sent: Mapping[str, Any], key: Key, micros: int, outcome: Outcome, agreement_id: str | None
) -> dict[str, Any]:
    """Return the row of a record that a call sent."""
    return new(
        key,
        micros,
        outcome,
        operation=call.operation,
        request_id=call.request_id,
        received_at=call.at,
        timestamp=sent["Timestamp"],
        agreement_id=agreement_id,
        customer_identifier=sent.get("CustomerIdentifier"),
        allocations=sent.get("UsageAllocations"),
    )
