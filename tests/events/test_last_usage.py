"""Usage of an ended agreement is taken until the message that says that no more is taken, whenever that comes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from marketplace_emulator import duration
from tests.events.life import BUYER, Life


@pytest.mark.parametrize(
    ("of", "timing", "type_"),
    [
        ("concurrent", "license_deprovisioned", "License Deprovisioned - Manufacturer"),
        ("legacy", "unsubscribe_success", "unsubscribe-success"),
    ],
)
@pytest.mark.parametrize(
    ("reading", "set_to", "length"),
    [("1h", None, "1h"), ("31s", None, "31s"), ("1h", "10m", "10m"), ("1h", "3h", "3h"), ("31s", "10m", "10m")],
)
def test_the_last_usage_is_taken_until_the_message(
    life: Life, of: str, timing: str, type_: str, reading: str, set_to: str | None, length: str
) -> None:
    marketplace = life.marketplace
    if set_to is not None:
        marketplace.set_timings(**{timing: set_to})
    marketplace.set_readings(final_usage_hour=reading)
    made = life.accept(of)
    marketplace.clock.advance("30m")
    life.take("cancel", made["agreement_id"])
    usage = {"CustomerAWSAccountId": BUYER, "Dimension": "calls"}
    if of == "legacy":
        product = {"ProductCode": made["product_code"]}
    else:
        product, usage = {}, usage | {"LicenseArn": made["license_arn"]}

    metering, at = marketplace.client("meteringmarketplace"), datetime.fromisoformat("2027-01-01T00:00:00Z")

    def status() -> str:
        record = usage | {"Quantity": 5, "Timestamp": at}
        return str(metering.batch_meter_usage(**product, UsageRecords=[record])["Results"][0]["Status"])

    marketplace.clock.set(marketplace.clock.now() + timedelta(seconds=duration.seconds(length) - 1))
    assert (life.events(type_), status()) == ([], "Success")
    marketplace.clock.advance("1s")
    assert (len(life.events(type_)), status()) == (1, "CustomerNotSubscribed")
