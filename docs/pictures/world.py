"""The world that the pictures of the console show: a market at a time that stands still, in which much has happened."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from marketplace_emulator import Marketplace, identifiers
from marketplace_emulator.store import handovers

START = datetime(2027, 3, 10, 0, 30, tzinfo=UTC)
ADDRESS = "http://127.0.0.1:4100"
SELLER = "http://localhost:4180/"
_ONCE = Config(retries={"total_max_attempts": 1}, parameter_validation=False)
_FAILURES = (ClientError, BotoCoreError)
_HOURS = (3, 5, 4, 8, 12, 21, 34, 40, 38, 29, 31, 26)
"""Gigabytes that are restored, by the hour."""


class Market:
    """A market with one seller, whose software registers customers and meters them with boto3."""

    def __init__(self, marketplace: Marketplace, **client: str) -> None:
        self.marketplace = marketplace
        marketplace.clock.set(START, frozen=True)
        marketplace.reset(only=("products", "buyers", "offers", "agreements", "tokens", "events"))
        self.products = {each["name"]: each["product_code"] for each in marketplace.products()}
        self.metering = marketplace.client(config=_ONCE, **client)
        self.entitlement = marketplace.client("marketplace-entitlement", config=_ONCE, **client)
        self.heard: list[Any] = []

    def hear(self, event: Any) -> None:
        """Take a message, as the seller's queue does; the first one fails."""
        self.heard.append(event)
        if len(self.heard) == 1:
            raise RuntimeError("the database is locked")

    def accept(self, product: str, buyer: str, **fields: Any) -> dict[str, Any]:
        """Let a new buyer accept an offer, and wait for the messages about it."""
        account = self.marketplace.create_buyer(buyer)["customer_aws_account_id"]
        made = self.marketplace.accept_agreement(
            product_code=self.products[product], customer_aws_account_id=account, name=buyer, **fields
        )
        self.marketplace.clock.advance("2m")
        return dict(made)

    def hand_over(self, agreement: dict[str, Any], choice: str = "fresh") -> None:
        """Send the buyer's browser to the seller with a token that is the same each time, and let the seller redeem it."""
        token = identifiers.token(f"{agreement['name']}, {choice}")
        expires_in = 0 if choice == "expired" else None
        self.marketplace.mint(agreement["agreement_id"], token=token, expires_in=expires_in)
        world = self.marketplace.world
        with world.transaction():
            handovers.add(
                world.store,
                at=world.clock.now(),
                token=token,
                agreement_id=agreement["agreement_id"],
                product_code=agreement["product_code"],
                url=SELLER,
                choice=choice,
            )
        self.register(token)
        self.marketplace.clock.advance("20s")

    def register(self, token: str) -> None:
        """Redeem a token, and ask what the customer may use."""
        with suppress(*_FAILURES):
            customer = self.metering.resolve_customer(RegistrationToken=token)
            self.entitlement.get_entitlements(
                ProductCode=customer["ProductCode"], Filter={"LICENSE_ARN": [customer["LicenseArn"]]}
            )

    def use(self, agreement: dict[str, Any], **used: int) -> None:
        """Send the usage of this hour, by dimension."""
        legacy = agreement["product_code"] == self.products["tidewater-analytics"]
        record = {
            "Timestamp": self.marketplace.clock.now(),
            "CustomerAWSAccountId": agreement["customer_aws_account_id"],
            **({} if legacy else {"LicenseArn": agreement["license_arn"]}),
        }
        records = [{**record, "Dimension": each, "Quantity": quantity} for each, quantity in used.items()]
        product = {"ProductCode": agreement["product_code"]} if legacy else {}
        with suppress(*_FAILURES):
            self.metering.batch_meter_usage(UsageRecords=records, **product)


def live(marketplace: Marketplace, **client: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Let all of it happen, with `client` as boto3's settings; return the agreements of a customer and of a new buyer."""
    market = Market(marketplace, **client)
    marketplace.subscribe(market.hear, name="queue")
    for code in market.products.values():
        marketplace.set_fulfillment_url(code, SELLER)
    elm = market.accept(
        "harbor-backup", "elm-hotels", entitlements={"gb_protected": 500}, duration="P12M", auto_renew=True
    )
    market.hand_over(elm)
    fir = market.accept("tidewater-analytics", "fir-mills", free_trial=True)
    market.hand_over(fir)
    for quantity in _HOURS:
        marketplace.clock.advance("1h")
        market.use(elm, gb_restored=quantity, api_calls=9_000 + 250 * quantity, gb_protected=600 - quantity)
        market.use(fir, queries=1_000 * quantity)
    market.use(elm, gb_restored=quantity)  # the same hour again
    market.use(elm, gb_restored=quantity + 1)
    market.use(elm, petabytes=1)
    for word in ("invalid", "throttled-once", "lost-answer", "<script>alert(1)</script>"):
        market.register(word)
    marketplace.add_fault(operation="BatchMeterUsage", error="ThrottlingException", times=3)
    market.use(fir, queries=1)
    gorse = market.accept("tidewater-analytics", "gorse-garden")
    market.hand_over(gorse)
    marketplace.cancel_agreement(gorse["agreement_id"])
    marketplace.clock.advance("10m")
    marketplace.snapshot("before-the-month-ends")
    ash = market.accept("harbor-backup", "ash-studio")
    market.hand_over(ash, "expired")
    market.hand_over(ash)
    return elm, ash
