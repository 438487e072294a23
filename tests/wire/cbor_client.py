"""boto3 that speaks Smithy RPC v2 CBOR, which AWS's .NET SDK does of itself, and requests as such clients write them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

import botocore.model
import cbor2
import httpx
import pytest
from botocore.config import Config

from marketplace_emulator import Marketplace
from tests.conftest import Wire

ENTITLEMENTS = "/service/AWSMPEntitlementService/operation/GetEntitlements"
AGREEMENT = "/service/AWSMPCommerceService_v20200301/operation/CancelAgreement"
SENT: Mapping[str, str | None] = {
    "X-Amz-Target": None,
    "Smithy-Protocol": "rpc-v2-cbor",
    "Content-Type": "application/cbor",
    "Accept": "application/cbor",
    "X-Amz-Api-Version": "2017-01-11",
}
ONCE = Config(retries={"total_max_attempts": 1})


@contextmanager
def preferring_cbor() -> Iterator[None]:
    """Let new boto3 clients choose CBOR for the services that take it; by itself botocore prefers JSON.

    A botocore that cannot speak it skips the test.
    """
    if not hasattr(botocore.model, "PRIORITY_ORDERED_SUPPORTED_PROTOCOLS"):
        pytest.skip("this botocore does not speak CBOR")
    with patch("botocore.model.PRIORITY_ORDERED_SUPPORTED_PROTOCOLS", ("smithy-rpc-v2-cbor", "json")):
        yield


def client(marketplace: Marketplace, service: str, **settings: Any) -> Any:
    """Create a boto3 client that speaks CBOR and does not retry."""
    with preferring_cbor():
        made = marketplace.client(service, **{"config": ONCE, **settings})
        assert made.meta.service_model.resolved_protocol == "smithy-rpc-v2-cbor"
        return made


def send(
    wire: Wire,
    body: bytes,
    *,
    path: str = AGREEMENT,
    method: str = "POST",
    headers: Mapping[str, str | None] | None = None,
) -> httpx.Response:
    """Send a body as CBOR, with the headers of AWS's .NET SDK unless others are given."""
    return wire.send(body, method=method, path=path, headers={**SENT, **(headers or {})})


def read(answer: httpx.Response) -> Any:
    """Decode an answer, and check what each answer of the protocol has."""
    assert answer.headers["smithy-protocol"] == "rpc-v2-cbor"
    assert answer.headers["content-type"] == "application/cbor"
    assert "x-amzn-errortype" not in answer.headers
    assert len(answer.headers["x-amzn-requestid"]) == 36
    return cbor2.loads(answer.content)


def error_of(answer: httpx.Response) -> tuple[int, str, str]:
    """Read an error's status, code without its namespace, and message, and check AWS's shape of it."""
    body = read(answer)
    assert set(body) == {"__type", "message"}
    return answer.status_code, body["__type"].rpartition("#")[2], body["message"]
