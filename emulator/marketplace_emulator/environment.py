"""The environment variables with which a program in another process finds the emulator and may steer it."""

from __future__ import annotations

from marketplace_emulator.catalogue import SERVICES, service

ACCESS_KEY_ID = "AKIAMARKETPLACELOCAL"
SECRET_ACCESS_KEY = "local-secret-access-key-of-the-seller"
REGION = "us-east-1"
TOKEN_VARIABLE = "MARKETPLACE_EMULATOR_TOKEN"
"""Holds the bearer token: for `serve`, one chosen by the user instead of one made up; for clients, the one to send."""

_UNDERSCORES = str.maketrans(" -", "__")


def authorization(token: str | None) -> dict[str, str]:
    """Give the headers that carry the bearer token of an emulator that asks for one."""
    return {} if token is None else {"authorization": f"Bearer {token}"}


def client_settings(name: str) -> dict[str, str]:
    """Give what boto3 needs for a client of one of AWS Marketplace's services; raise ValueError for any other."""
    if name not in SERVICES:
        raise ValueError(f"{name!r} is not emulated; expected {', '.join(SERVICES)}; make others with boto3 itself")
    return {
        "region_name": REGION,
        "aws_access_key_id": ACCESS_KEY_ID,
        "aws_secret_access_key": SECRET_ACCESS_KEY,
    }


def endpoint_variable(name: str) -> str:
    """Name the variable from which AWS's SDKs take the endpoint of one of the services.

    https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
    """
    return f"AWS_ENDPOINT_URL_{service(name).service_id.upper().translate(_UNDERSCORES)}"


def variables(url: str, token: str | None = None) -> dict[str, str]:
    """Give all variables: every service's endpoint at `url`, the seller's credentials, and the way to the control API."""
    return {
        **{endpoint_variable(name): url for name in SERVICES},
        "AWS_ACCESS_KEY_ID": ACCESS_KEY_ID,
        "AWS_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "MARKETPLACE_EMULATOR_URL": url,
        **({} if token is None else {TOKEN_VARIABLE: token}),
    }
