"""The metering records of a fixture file: usage that was billed before the world begins."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta

from marketplace_emulator import amounts, duration
from marketplace_emulator.metering import record
from marketplace_emulator.metering.duplicates import Outcome
from marketplace_emulator.nearest import meant
from marketplace_emulator.planting.agreements import accepted
from marketplace_emulator.store import dimensions, metering_records, products
from marketplace_emulator.store.entry import FixtureEntry, Planting, Time
from marketplace_emulator.store.metering_records import Key, Values
from marketplace_emulator.store.problems import Conflict

DecimalText = Annotated[
    str,
    Meta(pattern=amounts.QUANTITY_PATTERN, description="a decimal number in quotes, such as '17.42'"),
]
Whole = Annotated[int, Meta(ge=0, lt=2**31)]

AFTER = ("steps",)


class MeteringRecordEntry(FixtureEntry, frozen=True, kw_only=True):
    """Usage of an agreement that was billed for an hour, or for each of several `hours` in a row.

    `scope` is what it was deduplicated by. Default: `product` for a legacy product, and `license` for a concurrent one.
    """

    agreement: str
    dimension: str
    quantity: Whole | DecimalText
    hour: Time
    hours: Annotated[int, Meta(ge=1, le=10_000)] = 1
    scope: Literal["product", "license"] | None = None


def plant(planting: Planting, entry: MeteringRecordEntry) -> None:
    """Add a fixture file's usage, each hour of it as BatchMeterUsage would have recorded it in the next."""
    agreement = accepted(planting, entry)
    product = products.find(planting.store, agreement["product_code"])
    _check_dimension(planting, entry, agreement["product_code"])
    first = duration.hour(planting.moment(entry, "hour"))
    last = first + (entry.hours - 1) * duration.HOUR
    if first < duration.hour(agreement["start_time"]):
        start = duration.iso(agreement["start_time"])
        raise planting.mistake(
            f"{duration.iso(first)} is before the start of the agreement, {start}; give a later hour", "hour"
        )
    if last > planting.now:
        raise planting.mistake(f"{duration.iso(last)} has not begun yet; give an hour of the past", "hour")
    scope = entry.scope or ("product" if product["generation"] == "legacy" else "license")
    account, license_arn = agreement["customer_aws_account_id"], agreement["license_arn"] if scope == "license" else ""
    keys = [
        Key(hour, scope, agreement["product_code"], license_arn, account, entry.dimension)
        for hour in range(first, last + 1, duration.HOUR)
    ]
    for key in metering_records.billed(planting.store, keys):
        raise Conflict(
            f"the dimension {entry.dimension!r} is already billed by {scope} for the hour {duration.iso(key.hour)}; give "
            "another hour, or the other scope to bill it twice"
        )
    metering_records.add(planting.store, [_row(planting, entry, agreement["agreement_id"], key) for key in keys])


def _check_dimension(planting: Planting, entry: MeteringRecordEntry, product_code: str) -> None:
    found = dimensions.of_product(planting.store, product_code)
    metered = [key for key, row in found.items() if row["externally_metered"]]
    if entry.dimension not in metered:
        raise planting.mistake(
            f"{entry.dimension!r} is not an ExternallyMetered dimension of the product; {meant(entry.dimension, metered)}"
            if metered
            else "the product has no ExternallyMetered dimension",
            "dimension",
        )


def _row(planting: Planting, entry: MeteringRecordEntry, agreement_id: str, key: Key) -> Values:
    micros = amounts.units(str(entry.quantity), amounts.QUANTITY)
    return record.new(
        key,
        micros,
        Outcome("Success", None, key.metering_record_id(micros), [key]),
        operation="BatchMeterUsage",
        request_id="planted",
        received_at=min(planting.now, key.hour + duration.HOUR),
        timestamp=key.hour,
        agreement_id=agreement_id,
    )
