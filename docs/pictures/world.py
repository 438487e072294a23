"""The world that the pictures of the console show: a year-old market, at a time that stands still, in which much has happened."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from marketplace_emulator import Marketplace

NOW = datetime(2027, 3, 10, 12, 30, tzinfo=UTC)
ADDRESS = "http://127.0.0.1:4100"
SELLER = "http://127.0.0.1:4180"
_ONCE = Config(retries={"total_max_attempts": 1}, parameter_validation=False)
_FAILURES = (ClientError, BotoCoreError)
_HOURS = (3, 5, 4, 8, 12, 21, 34, 40, 38, 29, 31, 26)
"""Queries in thousands, by the hour."""


class Market:
    """A market with one seller, whose software registers customers and meters them with boto3."""

    def __init__(self, marketplace: Marketplace, **client: str) -> None:
        self.marketplace = marketplace
        marketplace.clock.set(NOW - timedelta(hours=len(_HOURS)), frozen=True)
        marketplace.reset(only=("products", "buyers", "offers", "agreements", "tokens", "events"))
        self.products = {each["name"]: each["product_code"] for each in marketplace.products()}
        self.metering = marketplace.client(config=_ONCE, **client)
        self.entitlement = marketplace.client("marketplace-entitlement", config=_ONCE, **client)
        self.heard: list[Any] = []

    def hear(self, event: Any) -> None:
        """Take a message, as the seller's queue does."""
        self.heard.append(event)

    def accept(self, product: str, buyer: str, **fields: Any) -> dict[str, Any]:
        """Let a new buyer accept an offer."""
        account = self.marketplace.create_buyer(buyer)["customer_aws_account_id"]
        code = self.products[product]
        made = self.marketplace.accept_agreement(
            product_code=code, customer_aws_account_id=account, name=f"{buyer}-{product}", **fields
        )
        return dict(made)

    def register(self, agreement: dict[str, Any] | None = None, token: str | None = None) -> None:
        """Redeem a token, a new one of the agreement unless another is given, and ask what the customer may use."""
        sent = token or self.marketplace.mint_token(agreement["agreement_id"] if agreement else None)
        with suppress(*_FAILURES):
            customer = self.metering.resolve_customer(RegistrationToken=sent)
            self.entitlement.get_entitlements(
                ProductCode=customer["ProductCode"], Filter={"LICENSE_ARN": [customer["LicenseArn"]]}
            )

    def use(self, agreement: dict[str, Any], dimension: str, quantity: int) -> None:
        """Send the usage of this hour."""
        legacy = agreement["product_code"] == self.products["tidewater-analytics"]
        record = {
            "Timestamp": self.marketplace.clock.now(),
            "CustomerAWSAccountId": agreement["customer_aws_account_id"],
            "Dimension": dimension,
            "Quantity": quantity,
            **({} if legacy else {"LicenseArn": agreement["license_arn"]}),
        }
        product = {"ProductCode": agreement["product_code"]} if legacy else {}
        with suppress(*_FAILURES):
            self.metering.batch_meter_usage(UsageRecords=[record], **product)


def live(marketplace: Marketplace, **client: str) -> dict[str, Any]:
    """Let all of it happen, with `client` as boto3's settings, and return the agreement that the pictures are about."""
    market = Market(marketplace, **client)
    marketplace.subscribe(market.hear, name="queue")
    marketplace.subscribe("http://127.0.0.1:9/events", name="endpoint-that-is-down")
    for code in market.products.values():
        marketplace.set_fulfillment_url(code, f"{SELLER}/register")
    elm = market.accept("tidewater-analytics", "elm-hotels", entitlements={"seats": 10}, auto_renew=True)
    fir = market.accept("harbor-backup", "fir-mills")
    ash = market.accept("harbor-backup", "ash-studio", free_trial=True)
    for each in (elm, fir, ash):
        market.register(each)
    for quantity in _HOURS:
        marketplace.clock.advance("1h")
        market.use(elm, "queries", 1000 * quantity)
        market.use(fir, "gb_restored", quantity)
    market.use(fir, "gb_restored", quantity)  # the same hour again
    market.use(fir, "gb_restored", quantity + 1)
    market.use(fir, "petabytes", 1)
    for word in ("expired", "invalid", "throttled-once", "lost-answer", "<script>alert(1)</script>"):
        market.register(token=word)
    marketplace.add_fault(operation="BatchMeterUsage", error="ThrottlingException", times=3)
    market.use(elm, "queries", 1)
    gone = market.accept("tidewater-analytics", "gorse-garden")
    market.register(gone)
    marketplace.cancel_agreement(gone["agreement_id"])
    marketplace.clock.advance("10m")
    marketplace.snapshot("before-the-month-ends")
    marketplace.clock.set(NOW + timedelta(minutes=10), frozen=True)
    return elm
