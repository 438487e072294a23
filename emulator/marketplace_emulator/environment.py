"""What a program in another process is told, so that its AWS SDK finds the emulator and it may steer it."""

from __future__ import annotations

from marketplace_emulator.catalogue import SERVICES

ACCESS_KEY_ID = "AKIAMARKETPLACELOCAL"
SECRET_ACCESS_KEY = "local-secret-access-key-of-the-seller"
REGION = "us-east-1"
TOKEN_VARIABLE = "MARKETPLACE_EMULATOR_TOKEN"
"""Holds the bearer token: for `serve`, one chosen by the user instead of one made up; for clients, the one to send."""


def authorization(token: str | None) -> dict[str, str]:
    """Give the headers that carry the bearer token of an emulator that asks for one."""
    return {} if token is None else {"authorization": f"Bearer {token}"}


def client_settings(service: str) -> dict[str, str]:
    """Give what boto3 needs for a client of one of AWS Marketplace's services; raise ValueError for any other."""
    if service not in SERVICES:
        raise ValueError(f"{service!r} is not emulated; expected {', '.join(SERVICES)}; make others with boto3 itself")
    return {
        "region_name": REGION,
        "aws_access_key_id": ACCESS_KEY_ID,
        "aws_secret_access_key": SECRET_ACCESS_KEY,
    }


def variables(url: str, token: str | None = None) -> dict[str, str]:
    """Give the variables with which a program in another process finds the emulator at `url`, and may steer it."""
    return {
        "AWS_ENDPOINT_URL_MARKETPLACE_METERING": url,
        "AWS_ENDPOINT_URL_MARKETPLACE_ENTITLEMENT_SERVICE": url,
        "AWS_ACCESS_KEY_ID": ACCESS_KEY_ID,
        "AWS_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "MARKETPLACE_EMULATOR_URL": url,
        **({} if token is None else {TOKEN_VARIABLE: token}),
    }
