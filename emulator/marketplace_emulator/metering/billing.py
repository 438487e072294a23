"""Billing of a batch: each record is billed once or refused, a row of it is kept, and the caller is told which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from marketplace_emulator.call import Call
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.metering import duplicates, quantity
from marketplace_emulator.metering.usage import Usage
from marketplace_emulator.store import Store, metering_records
from marketplace_emulator.store.metering_records import Key

imitates(
    __name__,
    "A result has the record as it was sent. One that is not Success has no MeteringRecordId.",
    "assumed",
    "the documents show only Success",
)


def bill(store: Store, call: Call, product_code: str, batch: Sequence[Usage]) -> list[dict[str, Any]]:
    """Bill the usage of a batch, keep a record of each, and return the results."""
    keys = [_keys(call, product_code, usage) for usage in batch]
    wanted = {key for usage, own in zip(batch, keys, strict=True) if usage.refusal is None for key in own}
    billed = metering_records.billed(store, wanted)
    rows: list[dict[str, Any]] = []
    results = []
    for usage, own in zip(batch, keys, strict=True):
        result: dict[str, Any] = {"UsageRecord": usage.sent}
        status, reason, found = "CustomerNotSubscribed", usage.refusal, ""
        if reason is None:
            reason, found = duplicates.judge(call, own, usage.micros, billed)
            status = "Success" if reason is None else "DuplicateRecord"
        result["Status"] = status
        if found:
            result["MeteringRecordId"] = found
        results.append(result)
        new = [key for key in own if key not in billed] if status == "Success" else []
        for key in new or own[:1]:
            rows.append(_row(call, usage, key, status, found or None, bool(new), reason))
        billed.update(dict.fromkeys(new, (usage.micros, found)))
    metering_records.add(store, rows)
    return results


def _keys(call: Call, product_code: str, usage: Usage) -> list[Key]:
    """Return what a record is deduplicated by: once by product, once by license, or both."""
    account, arn, dimension_ = usage.account or "", usage.sent.get("LicenseArn", ""), usage.sent["Dimension"]
    found = []
    if call.parameters.get("ProductCode"):
        found.append(Key(usage.hour, "product", product_code, "", account, dimension_))
    if arn:
        found.append(Key(usage.hour, "license", product_code, arn, account, dimension_))
    return found


def _row(
    call: Call, usage: Usage, key: Key, status: str, found: str | None, billed: bool, reason: str | None
) -> dict[str, Any]:
    split = usage.sent.get("UsageAllocations")
    return {
        **key._asdict(),
        "metering_record_id": found,
        "request_id": call.request_id,
        "operation": call.operation,
        "received_at": call.at,
        "customer_aws_account_id": usage.account,
        "customer_identifier": usage.sent.get("CustomerIdentifier"),
        "agreement_id": usage.agreement["agreement_id"] if usage.agreement is not None else None,
        "timestamp": usage.sent["Timestamp"],
        "quantity": quantity.written(usage.micros),
        "micros": usage.micros,
        "allocations": None if split is None else msgspec.json.encode(split).decode(),
        "status": status,
        "billed": billed,
        "reason": reason,
    }
