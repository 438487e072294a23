"""What came of resolving a token, in a word."""

from __future__ import annotations

import json
from typing import Any

import botocore.exceptions
from botocore.config import Config

from marketplace_emulator import Marketplace
from marketplace_emulator.http import HttpRequest
from tests.conftest import AUTHORIZATION, RESOLVE

ONCE = Config(retries={"total_max_attempts": 1})


THROTTLED = "ThrottlingException"


def outcome(marketplace: Marketplace, token: str = "valid", config: Config = ONCE, **settings: Any) -> str:
    """Resolve a token with boto3 without retries; return ok, AWS's error code, or the exception's name."""
    client = marketplace.client(config=config, **settings)
    try:
        answer = client.resolve_customer(RegistrationToken=token)
    except botocore.exceptions.ClientError as error:
        code: str = error.response["Error"]["Code"]
        return code
    except botocore.exceptions.HTTPClientError as error:
        return type(error).__name__
    return "ok" if "ProductCode" in answer else "empty"


def outcomes(marketplace: Marketplace, calls: int, **settings: Any) -> list[str]:
    """Return the outcomes of this many calls."""
    return [outcome(marketplace, **settings) for _ in range(calls)]


def resolving(token: str) -> HttpRequest:
    """A call that resolves a token."""
    headers = {"x-amz-target": RESOLVE, "content-type": "application/x-amz-json-1.1", "authorization": AUTHORIZATION}
    return HttpRequest("POST", "/", headers, json.dumps({"RegistrationToken": token}).encode())
