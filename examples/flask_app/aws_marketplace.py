"""What AWS Marketplace is asked about a registration token, and what its answer or its failure means."""

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
    """Why a buyer could not be registered, and what the buyer is told; the message is for our log."""

    status = 500
    text = "Our registration is out of order. Your purchase is fine. Please contact support: we are to blame."


class TokenError(RegistrationError):
    """AWS does not take the token, or not any more: only the buyer can fetch a new one."""

    status = 400
    text = "This registration link is invalid or expired. Return to AWS Marketplace and choose “Set up your account”."


class OtherProductError(RegistrationError):
    """The token is good, but for something that is not sold here."""

    status = 400
    text = "This purchase is of another product than the one registered here. Please contact support."


class UnavailableError(RegistrationError):
    """AWS did not answer, or not now: nobody's fault, and soon over."""

    status = 503
    text = "AWS did not answer us just now. Your purchase is fine. Please try again in a moment: reload this page."


@dataclass(frozen=True)
class Customer:
    """What AWS says about the buyer; the last three come and go with the generation and the hour."""

    aws_account_id: str
    product_code: str
    license_arn: str | None
    agreement_id: str | None
    customer_identifier: str | None


class AwsMarketplace:
    """The one question of a registration: whose token is this?"""

    connect_timeout, read_timeout, attempts = 2.0, 3.0, 2  # a browser is waiting: ten seconds at the worst

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
        """Ask AWS whose token this is; or raise the RegistrationError that it comes to."""
        try:
            return self.customer(self.ask(token))
        except RegistrationError:
            raise
        except Exception as error:  # on a malformed answer botocore raises whatever its parser trips over
            raise self.failure(error) from None

    def ask(self, token: str) -> dict[str, Any]:
        """Send the token as it is."""
        answer: dict[str, Any] = self.client.resolve_customer(RegistrationToken=token)
        return answer

    def customer(self, answer: dict[str, Any]) -> Customer:
        """Read the answer; members that are absent, null or empty are not known."""
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
        """Tell whose fault an error is: the buyer's token, ours, or nobody's."""
        if not isinstance(error, aws.ClientError):
            ours = isinstance(error, aws.BotoCoreError) and not isinstance(error, PASSING_ERRORS)
            return (RegistrationError if ours else UnavailableError)(type(error).__name__)
        code, message = error.response["Error"].get("Code", ""), str(error.response["Error"].get("Message"))
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        if code in PASSING_FAULTS or status == 429 or status >= 500:
            return UnavailableError(code)
        # ExpiredTokenException is also AWS's word for expired credentials, which are ours: "The security token …".
        if code in TOKEN_FAULTS and status == 400 and "security token" not in message:
            return TokenError(code)
        return RegistrationError(code)
