"""A container product, its buyers, and the tasks in which its software runs."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from marketplace_emulator import Marketplace

NOW = datetime(2027, 1, 15, 12, 30, tzinfo=UTC)
"""The emulator's time: half past an hour."""
ALDER, BIRCH, CEDAR, DOGWOOD, SELLER = (
    "210987654321",
    "321098765432",
    "432109876543",
    "543210987654",
    "111122223333",
)
FILE = f"""
products:
  - name: anchor-scanner
    product_code: scanner
    dimensions:
      - {{key: scans, price: "0.5"}}
      - {{key: hosts, price: "2"}}
      - {{key: seats, types: [Entitled]}}
      - {{key: gb, types: [ExternallyMetered, Entitled]}}
  - {{name: lighthouse, product_code: lighthouse, seller_account: "444455556666", dimensions: [{{key: scans}}]}}
buyers:
  - {{name: alder, customer_aws_account_id: "{ALDER}"}}
  - {{name: birch, customer_aws_account_id: "{BIRCH}"}}
  - {{name: cedar, customer_aws_account_id: "{CEDAR}", suspended: true}}
  - {{name: dogwood, customer_aws_account_id: "{DOGWOOD}"}}
agreements:
  - {{name: alder, product: anchor-scanner, buyer: alder, start_time: "2026-10-01T00:00:00Z", entitlements: {{seats: 5}}}}
  - {{name: cedar, product: anchor-scanner, buyer: cedar, start_time: "2026-10-01T00:00:00Z"}}
  - name: dogwood
    product: anchor-scanner
    buyer: dogwood
    start_time: "2027-01-15T11:20:00Z"
    end_time: "2027-01-16T11:20:00Z"
credentials:
  - {{access_key_id: TASK1, secret_access_key: x, account: "{ALDER}", platform: ecs, region: us-east-1}}
  - {{access_key_id: TASK2, secret_access_key: x, account: "{ALDER}", platform: eks}}
  - {{access_key_id: AGENT, secret_access_key: x, account: "{ALDER}", platform: agentcore}}
  - {{access_key_id: BIRCHTASK, secret_access_key: x, account: "{BIRCH}"}}
  - {{access_key_id: CEDARTASK, secret_access_key: x, account: "{CEDAR}"}}
  - {{access_key_id: DOGWOODTASK, secret_access_key: x, account: "{DOGWOOD}"}}
  - {{access_key_id: SELLERTASK, secret_access_key: x, account: "{SELLER}"}}
"""


@dataclass(frozen=True)
class Task:
    """A running container of the product's software, with its own access key."""

    marketplace: Marketplace
    access_key_id: str = "TASK1"
    region: str = "us-east-1"
    without_token: bool = False
    """Whether calls have no ClientToken, as those of an older SDK."""

    @property
    def client(self) -> Any:
        client = self.marketplace.client(
            aws_access_key_id=self.access_key_id,
            region_name=self.region,
            config=Config(retries={"total_max_attempts": 1}),
        )
        if self.without_token:
            client.meta.events.register_first("before-call.*.MeterUsage", _take_out_the_token)
        return client

    def answer(self, ago: timedelta = timedelta(), **given: Any) -> dict[str, Any]:
        """Meter 17 scans of the emulator's time NOW less `ago`, unless other parameters are given; None leaves one out."""
        usual = {
            "ProductCode": "scanner",
            "Timestamp": NOW - ago,
            "UsageDimension": "scans",
        }
        if not {"UsageQuantity", "UsageQuantityAsDecimal"} & set(given):
            usual["UsageQuantity"] = 17
        answer = self.client.meter_usage(
            **{name: value for name, value in {**usual, **given}.items() if value is not None}
        )
        del answer["ResponseMetadata"]
        return dict(answer)

    def meter(self, ago: timedelta = timedelta(), **given: Any) -> str:
        """Meter, and return the id of the metering record."""
        answer = self.answer(ago, **given)
        assert set(answer) == {"MeteringRecordId"}
        return str(answer["MeteringRecordId"])

    def refused(self, ago: timedelta = timedelta(), **given: Any) -> str:
        """Meter, be refused, see that nothing is stored, and return the error's code and message."""
        before = self.marketplace.metering_records()
        with pytest.raises(ClientError) as refusal:
            self.answer(ago, **given)
        assert self.marketplace.metering_records() == before
        error = refusal.value.response["Error"]
        assert refusal.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
        return f"{error['Code']}: {error['Message']}"


def _take_out_the_token(params: dict[str, Any], **_: object) -> None:
    body = json.loads(params["body"])
    del body["ClientToken"]
    params["body"] = json.dumps(body).encode()


def billed(marketplace: Marketplace) -> list[tuple[str, str, str]]:
    """Return the dimension, the hour and the quantity of what is billed, in order."""
    return [
        (each["dimension"], each["hour"][11:13], each["quantity"])
        for each in marketplace.metering_records()
        if each["billed"]
    ]
