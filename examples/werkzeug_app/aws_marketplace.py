"""Ask AWS Marketplace whose token it is, and tell it what a customer has used."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import boto3
from botocore.config import Config

from .failures import NoAnswerError, RegistrationError, failure


@dataclass(frozen=True)
class Customer:
    """AWS's identifiers of the buyer; which of the last three are present depends on the generation and the time."""

    aws_account_id: str
    product_code: str
    license_arn: str | None
    agreement_id: str | None
    customer_identifier: str | None


class AwsMarketplace:
    """A client of AWS's metering service; endpoint and credentials come from the environment, as everywhere in boto3."""

    connect_timeout, read_timeout, attempts = 2.0, 3.0, 2  # a browser is waiting: at most ten seconds

    def __init__(self) -> None:
        self.client = boto3.client(
            "meteringmarketplace",
            region_name=os.environ.get("AWS_REGION", "us-east-1"),  # which botocore does not read by itself
            config=Config(
                connect_timeout=self.connect_timeout,
                read_timeout=self.read_timeout,
                retries={"mode": "standard", "total_max_attempts": self.attempts},
            ),
        )

    def resolve(self, token: str) -> Customer:
        """Ask AWS which customer the token belongs to, and send it unchanged; a failure is a RegistrationError."""
        try:
            return self.customer(self.client.resolve_customer(RegistrationToken=token))
        except RegistrationError:
            raise
        except Exception as error:
            raise failure(error) from None

    def customer(self, answer: Mapping[str, Any]) -> Customer:
        """Read the answer; absent, null and empty members are None."""
        metadata = answer.get("Metadata") or {}
        account, product, license_arn, agreement, identifier = (
            value if isinstance(value, str) and value else None
            for value in (
                answer.get("CustomerAWSAccountId"),
                answer.get("ProductCode"),
                answer.get("LicenseArn"),
                metadata.get("AgreementId"),
                answer.get("CustomerIdentifier"),
            )
        )
        if account is None or product is None:
            raise NoAnswerError("the answer names no account or no product")
        return Customer(account, product, license_arn, agreement, identifier)

    def meter(self, customer: Mapping[str, Any], dimension: str, quantity: int, at: float) -> str | None:
        """Report an hour's usage, and return what became of it: AWS's status, or None if AWS did not process it."""
        record: dict[str, Any] = {"Timestamp": at, "Dimension": dimension, "Quantity": quantity}
        if customer["customer_identifier"] is not None:  # a product from before June 2026
            record["CustomerIdentifier"] = customer["customer_identifier"]
            answer = self.client.batch_meter_usage(ProductCode=customer["product_code"], UsageRecords=[record])
        else:  # the license names the product too; AWS refuses both in one request
            record |= {"CustomerAWSAccountId": customer["aws_account_id"], "LicenseArn": customer["license_arn"]}
            answer = self.client.batch_meter_usage(UsageRecords=[record])
        return next((result["Status"] for result in answer["Results"]), None)
