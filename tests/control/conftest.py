"""What the tests of the control API share: an emulator at half past ten, usage that boto3 sends, and plain requests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from botocore.exceptions import ClientError

from marketplace_emulator import Marketplace

NOW = datetime(2026, 11, 20, 10, 30, tzinfo=UTC)


@pytest.fixture
def frozen(marketplace: Marketplace) -> Marketplace:
    """An emulator in which it is half past ten, and whose agreements began two days ago."""
    marketplace.clock.set(NOW - timedelta(days=2))
    marketplace.reset(only=["agreements"])
    marketplace.clock.set(NOW, frozen=True)
    return marketplace


def record(agreement: Any, quantity: str, dimension: str = "queries", hours: int = 0, **more: Any) -> dict[str, Any]:
    """Return a record for BatchMeterUsage."""
    return {
        "Timestamp": NOW - timedelta(hours=hours),
        "CustomerAWSAccountId": agreement["customer_aws_account_id"],
        "Dimension": dimension,
        "QuantityAsDecimal": quantity,
        **more,
    }


def by_product(marketplace: Marketplace, *records: dict[str, Any]) -> Any:
    """Send records by ProductCode."""
    code = marketplace.agreements()[0]["product_code"]
    return marketplace.client().batch_meter_usage(ProductCode=code, UsageRecords=[*records])


def by_license(marketplace: Marketplace, agreement: Any, *records: dict[str, Any]) -> Any:
    """Send records by the agreement's LicenseArn."""
    licensed = [{**each, "LicenseArn": agreement["license_arn"]} for each in records]
    return marketplace.client().batch_meter_usage(UsageRecords=licensed)


def fails(client: Any, token: str) -> str:
    """Resolve a token in vain, and return AWS's code."""
    with pytest.raises(ClientError) as raised:
        client.resolve_customer(RegistrationToken=token)
    code: str = raised.value.response["Error"]["Code"]
    return code


def get(marketplace: Marketplace, path: str) -> httpx.Response:
    """Ask the control API by plain HTTP."""
    return httpx.get(f"{marketplace.url}/_emulator{path}", trust_env=False, verify=False, timeout=30)
