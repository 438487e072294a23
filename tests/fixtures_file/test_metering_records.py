"""A fixture file's usage: a world that begins with a history."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from marketplace_emulator import Marketplace

WORLD = """
products:
  - {name: crm, product_code: crm, generation: legacy, dimensions: [{key: calls}, {key: seats, types: [Entitled]}]}
  - {name: disk, product_code: disk, dimensions: [{key: gb}]}
  - {name: plain, product_code: plain}
buyers: [{name: elm, customer_aws_account_id: "210987654321"}]
agreements:
  - {name: elm-crm, product: crm, buyer: elm, start_time: now-60d}
  - {name: elm-disk, product: disk, buyer: elm, start_time: now-2h}
  - {name: elm-plain, product: plain, buyer: elm}
metering_records:
"""


def world(folder: Path, *entries: str) -> Marketplace:
    """Make a world with these entries of usage."""
    file = folder / "world.yaml"
    file.write_text(WORLD + "".join(f"  - {{{entry}}}\n" for entry in entries))
    return Marketplace(file)


def sent_again(marketplace: Marketplace, quantity: str) -> dict[str, Any]:
    """Send the newest record of usage as BatchMeterUsage, with a quantity, and return the result."""
    record = marketplace.metering_records()[-1]
    sent = {
        "Timestamp": record["timestamp"],
        "Dimension": record["dimension"],
        "CustomerAWSAccountId": record["customer_aws_account_id"],
        "QuantityAsDecimal": quantity,
    }
    by = {"ProductCode": record["product_code"]}
    if record["license_arn"]:
        sent["LicenseArn"], by = record["license_arn"], {}
    return dict(marketplace.client().batch_meter_usage(UsageRecords=[sent], **by)["Results"][0])


@pytest.mark.parametrize(("agreement", "dimension", "scope"), [("crm", "calls", "product"), ("disk", "gb", "license")])
def test_planted_usage_is_billed_as_if_it_had_been_sent(
    tmp_path: Path, agreement: str, dimension: str, scope: str
) -> None:
    entry = f"agreement: elm-{agreement}, dimension: {dimension}, quantity: '17.420', hour: now-1h"
    with world(tmp_path, entry) as marketplace:
        (record,) = marketplace.metering_records()
        assert (record["quantity"], record["scope"], record["status"], record["billed"]) == (
            "17.42",
            scope,
            "Success",
            True,
        )
        assert sent_again(marketplace, "17.42")["MeteringRecordId"] == record["metering_record_id"]
        assert sent_again(marketplace, "18")["Status"] == "DuplicateRecord"
        assert len(marketplace.metering_records(billed=True)) == 1
        marketplace.reset(only=["metering_records"])
        assert marketplace.metering_records() == [record]
        marketplace.reset(only=["buyers"])
        assert marketplace.metering_records() == [record]


def test_a_month_of_usage_is_one_entry(tmp_path: Path) -> None:
    with world(tmp_path, "agreement: elm-crm, dimension: calls, quantity: 3, hour: now-30d, hours: 720") as marketplace:
        hours = [record["hour"] for record in marketplace.metering_records(limit=10_000)]
    assert len(set(hours)) == 720
    assert hours == sorted(hours)


def test_an_hour_that_is_billed_twice(tmp_path: Path) -> None:
    usage = "agreement: elm-disk, dimension: gb, quantity: 3, hour: now-1h"
    with world(tmp_path, usage, f"{usage}, scope: product") as marketplace:
        assert [record["scope"] for record in marketplace.metering_records(billed=True)] == ["license", "product"]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("agreement: elm-cmr, dimension: calls, quantity: 3, hour: now-1h", r"agreement: .*'elm-cmr'.*elm-crm"),
        ("agreement: elm-crm, dimension: call, quantity: 3, hour: now-1h", r"dimension: 'call' .*calls"),
        ("agreement: elm-crm, dimension: seats, quantity: 3, hour: now-1h", r"dimension: 'seats' is not .*calls"),
        ("agreement: elm-plain, dimension: calls, quantity: 3, hour: now", "has no ExternallyMetered dimension"),
        ("agreement: elm-crm, dimension: calls, quantity: -1, hour: now-1h", "quantity"),
        ("agreement: elm-crm, dimension: calls, quantity: '1.0000001', hour: now-1h", "quantity.*decimal number"),
        ("agreement: elm-crm, dimension: calls, quantity: 17.42, hour: now-1h", "quantity"),
        ("agreement: elm-crm, dimension: calls, quantity: 3, hour: soon", "hour: 'soon'"),
        ("agreement: elm-crm, dimension: calls, quantity: 3, hour: now+1h", "hour: .* has not begun yet"),
        ("agreement: elm-crm, dimension: calls, quantity: 3, hour: now-1h, hours: 3", "hour: .* has not begun yet"),
        ("agreement: elm-crm, dimension: calls, quantity: 3, hour: now-1h, hours: 0", "hours"),
        (
            "agreement: elm-disk, dimension: gb, quantity: 3, hour: now-4h",
            "hour: .* is before the start of the agreement",
        ),
        ("agreement: elm-crm, dimension: calls, quantity: 3, hour: now-1h, scope: both", "scope"),
        ("agreement: elm-crm, dimension: calls, hour: now-1h", "quantity"),
    ],
)
def test_a_mistake_is_named_with_its_line(tmp_path: Path, entry: str, said: str) -> None:
    with pytest.raises(ValueError, match=rf"world\.yaml:\d+.*{said}"):
        world(tmp_path, entry)


def test_the_same_hour_twice_is_a_mistake(tmp_path: Path) -> None:
    usage = "agreement: elm-crm, dimension: calls, quantity: 3, hour: now-1h"
    with pytest.raises(ValueError, match=r"metering_records\[1\].*'calls' is already billed by product for the hour"):
        world(tmp_path, usage, usage)
