"""Usage for tests: rows of metering records as operations write them, planted without a request."""

from __future__ import annotations

import itertools
from collections.abc import Iterable
from typing import Any

from marketplace_emulator import Marketplace
from marketplace_emulator.store import metering_records
from marketplace_emulator.store.metering_records import KEY, METERING_RECORDS, Key

HOUR = 1_790_000_000 // 3600 * 3600
_NUMBERS = itertools.count(1)


def row(agreement: Any, quantity: str = "17", **other: Any) -> dict[str, Any]:
    """Return a record of usage of an agreement that is billed; `other` replaces its columns."""
    whole, _, parts = quantity.partition(".")
    number = next(_NUMBERS)
    return {
        "metering_record_id": f"00000000-0000-4000-8000-{number:012}",
        "request_id": f"10000000-0000-4000-8000-{number:012}",
        "operation": "BatchMeterUsage",
        "received_at": HOUR + 3600.5,
        "product_code": agreement["product_code"],
        "customer_aws_account_id": agreement["customer_aws_account_id"],
        "customer_identifier": None,
        "agreement_id": agreement["agreement_id"],
        "license_arn": agreement["license_arn"],
        "scope": "license",
        "dimension": "queries",
        "timestamp": HOUR + 60.0,
        "hour": HOUR,
        "micros": int(whole + parts.ljust(6, "0")),
        "allocations": None,
        "status": "Success",
        "billed": True,
        "reason": None,
        **other,
    }


def plant(marketplace: Marketplace, rows: Iterable[dict[str, Any]]) -> None:
    """Add records to an emulator in this process."""
    with marketplace.world.transaction():
        metering_records.add(marketplace.world.store, [*map(_values, rows)])


def _values(of: dict[str, Any]) -> tuple[Any, ...]:
    values = {**of, "key_number": _key(of).number if of["billed"] else None}
    return tuple(values[column.name] for column in METERING_RECORDS.c if column.name != "position")


def _key(of: dict[str, Any]) -> Key:
    return Key(*(of[name] or "" for name in KEY))
