"""The world of the console's benchmark: a thousand agreements and ten thousand exchanges, of which one agreement has many."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

from benchmarks.servers.server import aws_headers
from marketplace_emulator import Marketplace, identifiers
from marketplace_emulator.http import HttpRequest

AGREEMENTS = 1_000
EXCHANGES = 10_000
DIMENSIONS = ("users", "storage", "requests")
HOURS = 600
"""How many hours of usage the agreement with the most has."""
METERING = "AWSMPMeteringService"
ENTITLEMENT = "AWSMPEntitlementService"


def fill(marketplace: Marketplace) -> dict[str, Any]:
    """Make it all, and return the agreement that has the most: usage of 600 hours, messages, and 2,000 exchanges."""
    marketplace.clock.freeze()
    marketplace.clock.set(datetime.fromisoformat("2026-11-04T00:30:00+00:00"))
    code = marketplace.create_product(
        "large", dimensions=[{"key": each, "price": "0.05", "types": ["ExternallyMetered"]} for each in DIMENSIONS]
    )["product_code"]
    marketplace.subscribe(lambda _: None, product_code=code)
    marketplace.create_agreements(AGREEMENTS, name="large", product_code=code, expires_in="9000h")
    marketplace.clock.advance("1m")
    agreements = [dict(each) for each in marketplace.agreements(product_code=code)]
    busy = agreements[500]
    for hour in range(HOURS):
        if hour % 24 == 0:
            marketplace.clock.advance("24h")
        at = marketplace.clock.now() - timedelta(hours=hour % 24)
        _ask(marketplace, METERING, "BatchMeterUsage", {"UsageRecords": [_usage(busy, at, 1 + hour % 17)]})
    for number in range(EXCHANGES - HOURS):
        agreement = busy if number % 7 == 0 else agreements[number % AGREEMENTS]
        if number % 3 == 0:
            name = f"{agreement['name']}-unknown" if number % 11 == 0 else agreement["name"]
            _ask(marketplace, METERING, "ResolveCustomer", {"RegistrationToken": identifiers.token(name)})
        elif number % 3 == 1:
            some = [agreements[(number + each) % AGREEMENTS] for each in range(10)]
            at = marketplace.clock.now() - timedelta(hours=number // 3 % 20)
            records = [_usage(each, at, number) for each in some]
            _ask(marketplace, METERING, "BatchMeterUsage", {"UsageRecords": records})
        else:
            license_arn = {"LICENSE_ARN": [agreement["license_arn"]]}
            _ask(marketplace, ENTITLEMENT, "GetEntitlements", {"ProductCode": code, "Filter": license_arn})
    return busy


def _usage(agreement: dict[str, Any], at: datetime, quantity: int) -> dict[str, Any]:
    return {
        "CustomerAWSAccountId": agreement["customer_aws_account_id"],
        "LicenseArn": agreement["license_arn"],
        "Dimension": DIMENSIONS[quantity % len(DIMENSIONS)],
        "Quantity": quantity,
        "Timestamp": at.timestamp(),
    }


def _ask(marketplace: Marketplace, service: str, operation: str, parameters: dict[str, Any]) -> None:
    headers = {name.lower(): value for name, value in aws_headers(f"{service}.{operation}").items()}
    marketplace.respond(HttpRequest("POST", "/", headers | {"host": "127.0.0.1"}, json.dumps(parameters).encode()))
