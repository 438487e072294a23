"""Environment variables with which a program in another process finds the emulator and may use its control API."""

from __future__ import annotations

from marketplace_emulator.catalogue import SERVICES, service

ACCESS_KEY_ID = "AKIAMARKETPLACELOCAL"
SECRET_ACCESS_KEY = "local-secret-access-key-of-the-seller"
REGION = "us-east-1"
TOKEN_VARIABLE = "MARKETPLACE_EMULATOR_TOKEN"
"""Has the bearer token: for `serve`, the token to require instead of a random one; for clients, the token to send."""

_UNDERSCORES = str.maketrans(" -", "__")


def authorization(token: str | None) -> dict[str, str]:
    """Return the headers with a bearer token; none if there is no token."""
    return {} if token is None else {"authorization": f"Bearer {token}"}


def client_settings(name: str) -> dict[str, str]:
    """Return boto3's settings for a client of one of AWS Marketplace's services; raise ValueError for others."""
    if name not in SERVICES:
        raise ValueError(f"{name!r} is not emulated; expected {', '.join(SERVICES)}; use boto3 itself for others")
    return {
        "region_name": REGION,
        "aws_access_key_id": ACCESS_KEY_ID,
        "aws_secret_access_key": SECRET_ACCESS_KEY,
    }


def endpoint_variable(name: str) -> str:
    """Return the name of the variable from which AWS's SDKs read the endpoint of a service.

    https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html
    """
    return f"AWS_ENDPOINT_URL_{service(name).service_id.upper().translate(_UNDERSCORES)}"


def variables(url: str, token: str | None = None) -> dict[str, str]:
    """Return all variables: each service's endpoint, the seller's credentials, and the control API's URL and token."""
    return {
        **{endpoint_variable(name): url for name in SERVICES},
        "AWS_ACCESS_KEY_ID": ACCESS_KEY_ID,
        "AWS_SECRET_ACCESS_KEY": SECRET_ACCESS_KEY,
        "AWS_REGION": REGION,
        "AWS_DEFAULT_REGION": REGION,
        "MARKETPLACE_EMULATOR_URL": url,
        **({} if token is None else {TOKEN_VARIABLE: token}),
    }
