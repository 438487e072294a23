"""Environment variables with which a program in another process finds the emulator and may use its control API."""

from __future__ import annotations

import os

from marketplace_emulator import profiles_copy, proxy_bypass, sdk_settings
from marketplace_emulator.catalogue import SERVICES, service
from marketplace_emulator.sdk_settings import Setting

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
    """Return all variables: each service's endpoint, what sdk_settings.py says, and the control API's URL and token.

    Add them to the environment of a program, or of this process: what leads an SDK elsewhere there is replaced.
    """
    return {
        **{endpoint_variable(name): url for name in SERVICES},
        **{name: _value(name, each, url) for each in sdk_settings.TABLE for name in each.names if _is_set(name, each)},
        "MARKETPLACE_EMULATOR_URL": url,
        **({} if token is None else {TOKEN_VARIABLE: token}),
    }


def to_unset() -> list[str]:
    """List the variables that a shell should unset first; `variables` has a value for those that this process has."""
    neutral = (each for each in sdk_settings.TABLE if each.does == "neutral" and each.value != sdk_settings.OPTIONS)
    return [name for each in neutral for name in each.names if not os.environ.get(name)]


def _is_set(name: str, setting: Setting) -> bool:
    return setting.does == "set" or (setting.does == "neutral" and bool(os.environ.get(name)))


def _value(name: str, setting: Setting, url: str) -> str:
    match setting.value:
        case sdk_settings.KEY:
            return ACCESS_KEY_ID
        case sdk_settings.SECRET:
            return SECRET_ACCESS_KEY
        case sdk_settings.REGION:
            return REGION
        case sdk_settings.SAME:
            return os.environ[name]
        case sdk_settings.HOSTS:
            return proxy_bypass.hosts(url)
        case sdk_settings.OPTIONS:
            return proxy_bypass.java_options(os.environ[name], url)
        case sdk_settings.PROFILES:
            return profiles_copy.copied(
                {"aws_access_key_id": ACCESS_KEY_ID, "aws_secret_access_key": SECRET_ACCESS_KEY, "region": REGION}
            )
    return setting.value
