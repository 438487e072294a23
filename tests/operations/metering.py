"""What the tests of metering share: the default world's products and agreements by name, and usage records of them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.exceptions import ClientError

from marketplace_emulator import Marketplace
from marketplace_emulator.store.metering_records import METERING_RECORDS

NOON = datetime(2027, 3, 10, 12, 30, tzinfo=UTC)
"""The time of a test: the middle of an hour and of a month."""


class Seller:
    """A seller who meters: the default world at a time that stands still, and boto3."""

    def __init__(self, marketplace: Marketplace, now: datetime = NOON) -> None:
        self.marketplace = marketplace
        marketplace.clock.set(now, frozen=True)
        marketplace.reset(only=("products", "buyers", "agreements", "tokens"))
        self.products = {each["name"]: each["product_code"] for each in marketplace.products()}
        self.agreements = {each["name"]: each for each in marketplace.agreements()}
        self.buyers = {each["name"]: each for each in marketplace.buyers()}
        self.client = marketplace.client()

    def record(self, agreement: str, quantity: Any = 1, **changes: Any) -> dict[str, Any]:
        """Return a record of an agreement's usage now, as its product's generation sends it; None leaves a member out."""
        bought = self.agreements[agreement]
        concurrent = bought["product_code"] != self.products["tidewater-analytics"]
        sent = {
            "Timestamp": self.marketplace.clock.now(),
            "CustomerAWSAccountId": bought["customer_aws_account_id"],
            "Dimension": "gb_restored" if concurrent else "queries",
            "LicenseArn": bought["license_arn"] if concurrent else None,
            "Quantity" if isinstance(quantity, int) else "QuantityAsDecimal": quantity,
            **changes,
        }
        return {name: value for name, value in sent.items() if value is not None}

    def send(self, *records: dict[str, Any], product: str | None = "") -> list[dict[str, Any]]:
        """Send a batch and return its results. `product` is a name, or None; without it legacy records get theirs."""
        if product == "" and not any("LicenseArn" in each for each in records):
            product = "tidewater-analytics"
        named = {"ProductCode": self.products.get(product, product)} if product else {}
        answer = self.client.batch_meter_usage(UsageRecords=list(records), **named)
        assert answer["UnprocessedRecords"] == []
        assert len(answer["Results"]) == len(records)
        results: list[dict[str, Any]] = answer["Results"]
        for result in results:
            assert ("MeteringRecordId" in result) == (result["Status"] == "Success")
        return results

    def statuses(self, *records: dict[str, Any], product: str | None = "") -> list[str]:
        """Send a batch and return the status of each record."""
        return [result["Status"] for result in self.send(*records, product=product)]

    def refused(self, *records: dict[str, Any], product: str | None = "") -> tuple[str, str]:
        """Send a batch that is refused whole; return the error's code and text, and check that nothing is stored."""
        before = self.rows()
        with pytest.raises(ClientError) as refusal:
            self.send(*records, product=product)
        assert self.rows() == before
        error = refusal.value.response
        assert error["ResponseMetadata"]["HTTPStatusCode"] == 400
        return error["Error"]["Code"], error["Error"]["Message"]

    def rows(self) -> list[dict[str, Any]]:
        """Read all metering records from the store."""
        world = self.marketplace.world
        with world.transaction():
            return [dict(row) for row in world.store.ask(METERING_RECORDS.select())]

    def billed(self) -> list[tuple[str, str]]:
        """Return the scope and the quantity of each billed record."""
        return [(row["scope"], row["quantity"]) for row in self.rows() if row["billed"]]


def hours(number: float) -> timedelta:
    """Return a length of hours."""
    return timedelta(hours=number)
