"""What is kept of a record of usage, whichever operation took it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from marketplace_emulator.call import Call
from marketplace_emulator.metering.duplicates import Outcome
from marketplace_emulator.store.metering_records import Key, Values


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
) -> Values:
    """Return the values of a new record; `micros` is its quantity in millionths."""
    return (
        outcome.metering_record_id,
        request_id,
        operation,
        received_at,
        key.product_code,
        key.customer_aws_account_id or None,
        customer_identifier,
        agreement_id,
        key.license_arn,
        key.scope,
        key.dimension,
        timestamp,
        key.hour,
        key.number if outcome.new else None,
        micros,
        None if allocations is None else msgspec.json.encode(allocations).decode(),
        outcome.status,
        1 if outcome.new else 0,  # the driver takes longer with a bool
        outcome.reason,
    )


def of_call(
    call: Call, sent: Mapping[str, Any], key: Key, micros: int, outcome: Outcome, agreement_id: str | None
) -> Values:
    """Return the values of a record that a call sent."""
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
