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
@pytest.mark.parametrize("length", ["1h", "10m", "3h"])
def test_the_last_usage_is_taken_until_the_message(life: Life, of: str, timing: str, type_: str, length: str) -> None:
    marketplace = life.marketplace
    marketplace.set_timings(**{timing: length})
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
