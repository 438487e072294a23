"""A small correct integration in WSGI: one page, one form, one list in memory."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

RETURN = "This link is invalid or expired. Return to AWS Marketplace. Questions? support@example.com"
LATER = "AWS did not answer just now. Please try again later. Questions? support@example.com"
OURS = "Our registration is out of order. Questions? support@example.com"


class Tiny:
    """The integration; subclasses change one thing each."""

    accusers: tuple[str, ...] = ()
    """The families of contracts that could mistake the difference for a fault; `make test` tries only these."""

    def __init__(self) -> None:
        self.accounts: list[dict[str, Any]] = []
        self.lock = threading.Lock()

    @cached_property
    def client(self) -> Any:
        """The client of AWS, created when a buyer comes: by then the environment names the emulator."""
        return boto3.client(
            "meteringmarketplace",
            region_name="us-east-1",
            config=Config(connect_timeout=2, read_timeout=2, retries={"mode": "standard", "total_max_attempts": 1}),
        )

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""
        if environ["PATH_INFO"] == "/accounts":
            return self.answer(start_response, "200 OK", json.dumps(self.listed()), "application/json")
        if environ["REQUEST_METHOD"] != "POST":
            return self.answer(start_response, "200 OK", "Come from AWS Marketplace. Questions? support@example.com")
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        status, text = self.register(form)
        return self.answer(start_response, status, text)

    def listed(self) -> Any:
        """Return the stored accounts."""
        return self.accounts

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        """Register the buyer whose token is in the form."""
        token = form.get("x-amzn-marketplace-token")
        if not token:
            return "400 Bad Request", RETURN
        try:
            customer = self.client.resolve_customer(RegistrationToken=token)
        except ClientError as error:
            code, status = error.response["Error"]["Code"], error.response["ResponseMetadata"]["HTTPStatusCode"]
            if code in ("InvalidTokenException", "ExpiredTokenException") and status == 400:
                return "400 Bad Request", RETURN
            later = code == "ThrottlingException" or status >= 500
            return ("503 Service Unavailable", LATER) if later else ("500 Oh", OURS)
        except Exception:
            return "503 Service Unavailable", LATER
        account, product = customer.get("CustomerAWSAccountId"), customer.get("ProductCode")
        if not account or not product:
            return "503 Service Unavailable", LATER
        if product not in os.environ["PRODUCT_CODE"].split(","):
            return "400 Bad Request", "This purchase is of another product. Contact support@example.com"
        self.store(account, product, customer.get("LicenseArn"), (customer.get("Metadata") or {}).get("AgreementId"))
        return "200 OK", "Welcome aboard. Questions? support@example.com"

    def store(self, account: str, product: str, license_arn: str | None, agreement: str | None) -> None:
        """Find or create the buyer's account."""
        with self.lock:
            for entry in self.accounts:
                same = entry["account"] == account and entry["product"] == product
                if same and (agreement is None or entry["agreement"] == agreement):
                    entry["license"] = license_arn or entry["license"]
                    return
            self.accounts.append(
                {
                    "id": len(self.accounts) + 1,
                    "account": account,
                    "product": product,
                    "license": license_arn,
                    "agreement": agreement,
                }
            )

    def answer(self, start_response: Callable[..., Any], status: str, text: str, kind: str = "") -> Iterable[bytes]:
        body = text if kind else f"<!doctype html><title>Shop</title><p>{text}</p>"
        start_response(status, [("Content-Type", kind or "text/html; charset=utf-8")])
        return [body.encode()]


app = Tiny()
