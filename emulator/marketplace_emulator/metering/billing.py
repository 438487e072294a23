"""Billing of a batch: each record is billed once or refused, a row of it is kept, and the caller is told which."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marketplace_emulator.call import Call
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.metering import duplicates, record
from marketplace_emulator.metering.duplicates import Outcome
from marketplace_emulator.metering.forced_status import UNPROCESSED
from marketplace_emulator.metering.usage import Usage
from marketplace_emulator.store import Store, metering_records
from marketplace_emulator.store.metering_records import Key

imitates(
    __name__,
    "A result has the record as it was sent. One that is not Success has no MeteringRecordId.",
    "assumed",
    "the documents show only Success",
)


def bill(store: Store, call: Call, product_code: str, batch: Sequence[Usage]) -> tuple[list[dict[str, Any]], list[Any]]:
    """Bill the usage of a batch, keep a record of each, and return the results, and what is told to be unprocessed."""
    by_product = bool(call.parameters.get("ProductCode"))
    keyed = [(usage, _keys(product_code, usage, by_product=by_product)) for usage in batch]
    billed = metering_records.billed(store, [key for usage, keys in keyed if usage.refusal is None for key in keys])
    kept, results, unprocessed = [], [], []
    for usage, keys in keyed:
        if usage.refusal is None:
            outcome = duplicates.judge(call, keys, usage.micros, billed)
        else:
            outcome = Outcome(usage.forced_status or "CustomerNotSubscribed", usage.refusal)
        result = {"UsageRecord": usage.sent, "Status": outcome.status}
        if outcome.metering_record_id is not None:
            result["MeteringRecordId"] = outcome.metering_record_id
            for key in outcome.new:
                billed[key] = (usage.micros, outcome.metering_record_id)
        if usage.forced_status == UNPROCESSED:
            unprocessed.append(usage.sent)
            outcome = outcome._replace(
                status=UNPROCESSED, reason=outcome.reason or "a fault says that it was not processed"
            )
        else:
            results.append(result)
        agreement_id = None if usage.agreement is None else usage.agreement["agreement_id"]
        kept += [
            record.of_call(call, usage.sent, key, usage.micros, outcome, agreement_id)
            for key in outcome.new or keys[:1]
        ]
    metering_records.add(store, kept)
    return results, unprocessed


def _keys(product_code: str, usage: Usage, *, by_product: bool) -> list[Key]:
    """Return what a record is deduplicated by: once by product, once by license, or both."""
    account, arn, dimension_ = usage.account or "", usage.sent.get("LicenseArn", ""), usage.sent["Dimension"]
    found = []
    if by_product:
        found.append(Key(usage.hour, "product", product_code, "", account, dimension_))
    if arn:
        found.append(Key(usage.hour, "license", product_code, arn, account, dimension_))
    return found
