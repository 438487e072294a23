"""BatchMeterUsage: bill the usage of a SaaS product's customers, up to 25 records in a request."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marketplace_emulator import duration
from marketplace_emulator.call import Call
from marketplace_emulator.fidelity import imitates
from marketplace_emulator.metering import (
    allocations,
    billing,
    customers,
    dimension,
    forced_status,
    licenses,
    quantity,
    window,
)
from marketplace_emulator.metering.usage import Usage
from marketplace_emulator.world import World

ABOUT = {
    "product_code": ["ProductCode"],
    "customer_aws_account_id": ["UsageRecords[].CustomerAWSAccountId"],
    "customer_identifier": ["UsageRecords[].CustomerIdentifier"],
    "license_arn": ["UsageRecords[].LicenseArn"],
    "dimension": ["UsageRecords[].Dimension"],
}

BY_CUSTOMER = ("customer_aws_account_id", "customer_identifier")
BY_LICENSE = ("agreement_id", "license_arn", "product_code", *BY_CUSTOMER)
"""The nouns that a record leads to."""

JUDGES = allocations.JUDGED

MODEL = "service model meteringmarketplace, botocore 1.44.8"
imitates(
    __name__,
    "A request is checked in this order: its shape; the product and the licenses; quantities, tags and allocations; "
    "times; dimensions; customers. The first record that is wrong makes the whole request fail, and nothing is stored.",
    "assumed",
    "nobody published the order",
)
imitates(
    __name__,
    "Any number of requests a second is taken; ThrottlingException comes by a fault or a word.",
    "assumed",
    "the emulator's own convenience; AWS agent toolkit, skill aws-marketplace-metering: about 10 a second for an account",
)
imitates(
    __name__,
    "A request without records has no results.",
    "assumed",
    "the model allows it; nobody published the answer",
)


def batch_meter_usage(world: World, call: Call) -> dict[str, Any]:
    """Bill each record once, and return the result of each."""
    records = call.parameters["UsageRecords"]
    batch = [Usage(index, sent, 0, duration.hour(sent["Timestamp"])) for index, sent in enumerate(records)]
    product = licenses.product(world.store, call, batch)
    if product is None:
        return {"Results": [], "UnprocessedRecords": []}
    judged = forced_status.by_words(call, batch)
    for usage in batch:
        _measure(call, usage)
    length = call.reading("usage_record_window")
    window.check(call, length, [each["Timestamp"] for each in records], "UsageRecords[{}].Timestamp")
    dimension.check(
        world.store,
        call,
        product["product_code"],
        [usage.sent["Dimension"] if usage.forced_status is None else None for usage in batch],
        "UsageRecords[{index}].Dimension is '{key}', which",
    )
    customers.check(world.store, call, product, judged)
    _concern(call, batch)
    forced_status.by_fault(world.store, call, product["product_code"], batch)
    results, unprocessed = billing.bill(world.store, call, product["product_code"], batch)
    return {"Results": results, "UnprocessedRecords": unprocessed}


def _concern(call: Call, batch: Sequence[Usage]) -> None:
    """Record what the records lead to, if all of it is found; to look it up again takes many times as long."""
    for usage in batch:
        if usage.agreement is None or usage.forced_status is not None:
            return
        for noun in BY_LICENSE if "LicenseArn" in usage.sent else BY_CUSTOMER:
            call.about[noun, usage.agreement[noun]] = None
    call.complete = True


def _measure(call: Call, usage: Usage) -> None:
    usage.micros = quantity.micros(usage.sent, "Quantity", "QuantityAsDecimal", "UsageRecords[{}].", usage.index)
    if "UsageAllocations" in usage.sent:
        allocations.check(
            call,
            usage.sent["UsageAllocations"],
            usage.micros,
            decimal="QuantityAsDecimal" in usage.sent,
            where=f"{usage.where}.UsageAllocations",
        )
