"""Resolve a registration token with AWS Marketplace, and interpret the answer or the failure."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import boto3
from botocore import exceptions as aws
from botocore.config import Config

TOKEN_FAULTS = {"InvalidTokenException", "ExpiredTokenException", "ValidationException"}
PASSING_ERRORS = (aws.ConnectionError, aws.HTTPClientError, aws.IncompleteReadError)
PASSING_FAULTS = {"ThrottlingException", "InternalServiceErrorException"}


class RegistrationError(Exception):
    """Why a registration failed: `text` is for the buyer, the exception's message is for our log."""

    status = 500
    text = "Our registration is out of order. Your purchase is fine. Please contact support: we are to blame."


class TokenError(RegistrationError):
    """The token is invalid or expired; only the buyer can get a new one."""

    status = 400
    text = "This registration link is invalid or expired. Return to AWS Marketplace and choose “Set up your account”."


class OtherProductError(RegistrationError):
    """The token is valid, but for a product that is not sold here."""

    status = 400
    text = "This purchase is of another product than the one registered here. Please contact support."


class UnavailableError(RegistrationError):
    """AWS does not answer, or throttles: a temporary failure that is nobody's fault."""

    status = 503
    text = "AWS did not answer us just now. Your purchase is fine. Please try again in a moment: reload this page."


@dataclass(frozen=True)
class Customer:
    """AWS's identifiers of the buyer; which of the last three are present depends on the generation and the time."""

    aws_account_id: str
    product_code: str
    license_arn: str | None
    agreement_id: str | None
    customer_identifier: str | None


class AwsMarketplace:
    """A client that resolves registration tokens."""

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
        """Ask AWS which customer the token belongs to; a failure is a RegistrationError."""
        try:
            return self.customer(self.ask(token))
        except RegistrationError:
            raise
        except Exception as error:  # on a malformed answer, botocore's parser may raise any exception
            raise self.failure(error) from None

    def ask(self, token: str) -> dict[str, Any]:
        """Send the token unchanged."""
        answer: dict[str, Any] = self.client.resolve_customer(RegistrationToken=token)
        return answer

    def customer(self, answer: dict[str, Any]) -> Customer:
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
            raise UnavailableError("the answer names no account or no product")
        return Customer(account, product, license_arn, agreement, identifier)

    def failure(self, error: Exception) -> RegistrationError:
        """Decide whose fault an error is: the buyer's token, ours, or nobody's."""
        if not isinstance(error, aws.ClientError):
            ours = isinstance(error, aws.BotoCoreError) and not isinstance(error, PASSING_ERRORS)
            return (RegistrationError if ours else UnavailableError)(type(error).__name__)
        code, message = error.response["Error"].get("Code", ""), str(error.response["Error"].get("Message"))
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        if code in PASSING_FAULTS or status == 429 or status >= 500:
            return UnavailableError(code)
        # ExpiredTokenException is also AWS's code for our own expired credentials: "The security token …".
        if code in TOKEN_FAULTS and status == 400 and "security token" not in message:
            return TokenError(code)
        return RegistrationError(code)
