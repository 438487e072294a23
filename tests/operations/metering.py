"""What the tests of metering share: the default world's products and agreements by name, and usage records of them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from marketplace_emulator import Marketplace
from marketplace_emulator.http import HttpRequest
from marketplace_emulator.metering import quantity
from marketplace_emulator.store.metering_records import METERING_RECORDS
from tests.conftest import AUTHORIZATION

NOON = datetime(2027, 3, 10, 12, 30, tzinfo=UTC)
"""The time of a test: the middle of an hour and of a month."""
AS_IT_IS = Config(parameter_validation=False, retries={"total_max_attempts": 1})
"""boto3 sends what it is given, once."""


@cache
def _client(marketplace: Marketplace) -> Any:
    return marketplace.client(config=AS_IT_IS)


class Seller:
    """A seller who meters: the default world at a time that stands still, and boto3."""

    def __init__(self, marketplace: Marketplace, now: datetime = NOON) -> None:
        self.marketplace, self.now = marketplace, now
        marketplace.clock.set(now, frozen=True)
        marketplace.reset(only=("products", "buyers", "agreements", "tokens"))
        self.products = {each["name"]: each["product_code"] for each in marketplace.products()}
        self.agreements = {each["name"]: each for each in marketplace.agreements()}
        self.buyers = {each["name"]: each for each in marketplace.buyers()}
        self.client = _client(marketplace)

    def record(self, agreement: str, quantity: Any = 1, **changes: Any) -> dict[str, Any]:
        """Return a record of an agreement's usage now, as its product's generation sends it; None leaves a member out."""
        bought = self.agreements[agreement]
        concurrent = bought["product_code"] != self.products["tidewater-analytics"]
        sent = {
            "Timestamp": self.now,
            "CustomerAWSAccountId": bought["customer_aws_account_id"],
            "Dimension": "gb_restored" if concurrent else "queries",
            "LicenseArn": bought["license_arn"] if concurrent else None,
            "Quantity" if isinstance(quantity, int) else "QuantityAsDecimal": quantity,
            **changes,
        }
        return {name: value for name, value in sent.items() if value is not None}

    def send(self, *records: dict[str, Any], product: str | None = "") -> list[dict[str, Any]]:
        """Send a batch and return its results. `product` is a name, or None; without it legacy records get theirs."""
        named = self.named(*records) if product == "" else {}
        if product:
            named = {"ProductCode": self.products.get(product, product)}
        answer = self.client.batch_meter_usage(UsageRecords=list(records), **named)
        assert answer["UnprocessedRecords"] == []
        assert len(answer["Results"]) == len(records)
        results: list[dict[str, Any]] = answer["Results"]
        for result in results:
            assert ("MeteringRecordId" in result) == (result["Status"] == "Success")
        return results

    def ends(self, agreement: str, end: datetime | None) -> str:
        """Create an agreement of the same product that began ten days ago and ends then, or is cancelled now; name it."""
        like = self.agreements[agreement]
        name = "ending-legacy" if like["product_code"] == self.products["tidewater-analytics"] else "ending-concurrent"
        made = self.marketplace.create_agreement(
            name=name,
            product_code=like["product_code"],
            customer_aws_account_id="543210987654",
            start_time=(self.now - timedelta(days=10)).isoformat(),
            end_time=None if end is None else end.isoformat(),
        )
        self.agreements[name] = dict(made)
        if end is None:
            self.marketplace.cancel_agreement(made["agreement_id"])
        return name

    def named(self, *records: dict[str, Any]) -> dict[str, str]:
        """Return the ProductCode of a request with these records, which they need without a LicenseArn."""
        licensed = any("LicenseArn" in each for each in records)
        return {} if licensed else {"ProductCode": self.products["tidewater-analytics"]}

    def raw(self, parameters: dict[str, Any]) -> tuple[int, Any]:
        """Send parameters that boto3 would refuse or change, and return the answer's status and body."""
        headers = {
            "x-amz-target": "AWSMPMeteringService.BatchMeterUsage",
            "content-type": "application/x-amz-json-1.1",
            "authorization": AUTHORIZATION,
        }
        answer = self.marketplace.respond(HttpRequest("POST", "/", headers, json.dumps(parameters).encode()))
        return answer.status, json.loads(answer.body)

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

    def refused_raw(self, parameters: dict[str, Any]) -> tuple[str, str]:
        """Do the same with parameters that boto3 would refuse or change."""
        before = self.rows()
        status, body = self.raw(parameters)
        assert (status, self.rows()) == (400, before)
        return body["__type"], body["message"]

    def rows(self) -> list[dict[str, Any]]:
        """Read all metering records from the store, with their quantities by value."""
        world = self.marketplace.world
        with world.transaction():
            rows = world.store.ask(METERING_RECORDS.select())
        return [{**row, "quantity": quantity.written(row["micros"])} for row in rows]

    def billed(self) -> list[tuple[str, str]]:
        """Return the scope and the quantity of each billed record."""
        return [(row["scope"], row["quantity"]) for row in self.rows() if row["billed"]]


def hours(number: float) -> timedelta:
    """Return a length of hours."""
    return timedelta(hours=number)
