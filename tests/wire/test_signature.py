"""Signatures: unsigned and wrongly signed requests, and strict checking compared with botocore's own signer."""

from __future__ import annotations

import email.utils
import re
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.exceptions import ClientError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from marketplace_emulator import Marketplace
from tests.conftest import RESOLVE, Wire, error_of

VALID = b'{"RegistrationToken": "valid"}'
CREDENTIAL = "Credential=AKIA/20261123/us-east-1/{service}/aws4_request, SignedHeaders=host, Signature=00"


def test_an_unsigned_request(wire: Wire) -> None:
    assert error_of(wire.send(VALID, headers={"Authorization": None})) == (
        403,
        "MissingAuthenticationTokenException",
        "Missing Authentication Token",
    )


@pytest.mark.parametrize("service", ["execute-api", "metering.marketplace", "AWS-Marketplace"])
def test_a_scope_of_another_service(wire: Wire, service: str) -> None:
    header = "AWS4-HMAC-SHA256 " + CREDENTIAL.format(service=service)
    assert error_of(wire.send(VALID, headers={"Authorization": header})) == (
        400,
        "InvalidSignatureException",
        "Credential should be scoped to correct service: 'aws-marketplace'. ",
    )


@pytest.mark.parametrize(
    ("header", "named"),
    [
        ("Bearer abc", "Bearer"),
        ("AWS4-HMAC-SHA256 nothing", "'Credential'"),
        ("AWS4-HMAC-SHA256 Credential=AKIA/us-east-1, SignedHeaders=host, Signature=00", "'Credential'"),
        ("AWS4-HMAC-SHA256 " + CREDENTIAL.format(service="aws-marketplace").replace("Signature", "S"), "'Signature'"),
    ],
)
def test_an_incomplete_authorization_header(wire: Wire, header: str, named: str) -> None:
    status, code, message = error_of(wire.send(VALID, headers={"Authorization": header}))
    assert (status, code) == (400, "IncompleteSignatureException")
    assert named in message


def test_account_and_region_come_from_the_scope(served: Marketplace) -> None:
    other = served.client(
        region_name="eu-west-1",
        aws_access_key_id="AKIAMARKETPLACEOTHER",
        aws_secret_access_key="local-secret-access-key-of-the-other-seller",
    )
    with pytest.raises(other.exceptions.InvalidTokenException):
        other.resolve_customer(RegistrationToken="valid")
    [exchange] = served.exchanges()
    assert (exchange["account"], exchange["region"]) == ("444455556666", "eu-west-1")


def test_any_key_is_the_seller_by_default(served: Marketplace) -> None:
    anybody = served.client(aws_access_key_id="test", aws_secret_access_key="test")
    assert anybody.resolve_customer(RegistrationToken="valid")["CustomerAWSAccountId"]


@pytest.fixture(scope="module")
def _strict() -> Iterator[Marketplace]:
    with Marketplace(port=0, strict_signatures=True) as marketplace:
        yield marketplace


@pytest.fixture
def strict(_strict: Marketplace) -> Marketplace:
    _strict.reset()
    return _strict


def test_strict_accepts_what_botocore_signs(strict: Marketplace) -> None:
    assert strict.client().resolve_customer(RegistrationToken="valid")["CustomerAWSAccountId"]


@settings(max_examples=50, suppress_health_check=list(HealthCheck))
@given(token=st.text(min_size=1, max_size=80))
def test_strict_accepts_any_token_that_botocore_signs(strict: Marketplace, token: str) -> None:
    client = strict.client()
    with pytest.raises(client.exceptions.InvalidTokenException):
        client.resolve_customer(RegistrationToken=f"no-{token}")


def _refused(client: Any) -> tuple[int, str, str]:
    with pytest.raises(ClientError) as refusal:
        client.resolve_customer(RegistrationToken="valid")
    answer = refusal.value.response
    return answer["ResponseMetadata"]["HTTPStatusCode"], answer["Error"]["Code"], answer["Error"]["Message"]


def test_strict_refuses_a_wrong_secret(strict: Marketplace) -> None:
    status, code, message = _refused(strict.client(aws_secret_access_key="wrong"))
    assert (status, code) == (400, "InvalidSignatureException")
    assert message.startswith("The request signature we calculated does not match")


def test_strict_refuses_an_unknown_key(strict: Marketplace) -> None:
    assert _refused(strict.client(aws_access_key_id="AKIAUNKNOWN")) == (
        400,
        "UnrecognizedClientException",
        "The security token included in the request is invalid.",
    )


@pytest.mark.parametrize(("by", "word"), [("6m", "expired"), ("-6m", "not yet current")])
def test_strict_refuses_a_clock_six_minutes_off(strict: Marketplace, by: str, word: str) -> None:
    strict.clock.advance(by)
    status, code, message = _refused(strict.client())
    assert (status, code) == (400, "InvalidSignatureException")
    assert word in message
    assert re.search(r"than \d{8}T\d{6}Z \(\d{8}T\d{6}Z [+-] 5 min\.\)$", message)


def test_strict_takes_a_date_header_as_the_time_of_signing(strict: Marketplace) -> None:
    headers = _signed(strict, extra={"Date": email.utils.formatdate(usegmt=True)})
    assert "X-Amz-Date" not in headers
    assert Wire(strict.url).send(VALID, headers=dict(headers)).status_code == 200
    del headers["Date"]
    refused = error_of(Wire(strict.url).send(VALID, headers=dict(headers)))
    assert refused[1] == "IncompleteSignatureException"
    assert "either a 'X-Amz-Date' or a 'Date' header" in refused[2]


def test_strict_accepts_a_clock_four_minutes_off(strict: Marketplace) -> None:
    strict.clock.advance("4m")
    assert strict.client().resolve_customer(RegistrationToken="valid")


def test_strict_refuses_a_body_that_was_changed_on_the_way(strict: Marketplace) -> None:
    client = strict.client()
    client.meta.events.register_last(
        "before-send.*", lambda request, **_: setattr(request, "body", request.body.replace(b"valid", b"other"))
    )
    assert _refused(client)[1] == "InvalidSignatureException"


def _signed(strict: Marketplace, *, query: str = "", extra: dict[str, str] | None = None) -> dict[str, str]:
    """Sign a call with botocore's signer, with a query and headers that boto3 itself never sends."""
    from botocore.auth import SigV4Auth
    from botocore.awsrequest import AWSRequest
    from botocore.credentials import Credentials

    keys = strict.environment()
    request = AWSRequest(
        "POST",
        f"{strict.url}/{query}",
        headers={"X-Amz-Target": RESOLVE, "Content-Type": "application/x-amz-json-1.1", **(extra or {})},
        data=VALID,
    )
    signer = SigV4Auth(
        Credentials(keys["AWS_ACCESS_KEY_ID"], keys["AWS_SECRET_ACCESS_KEY"]), "aws-marketplace", "us-east-1"
    )
    signer.add_auth(request)
    return dict(request.headers.items())


@pytest.mark.parametrize("query", ["?b=2&a=1", "?a", "?a=b%2Fc", "?a=%20&a=%21"])
def test_strict_accepts_a_query_in_any_order(strict: Marketplace, query: str) -> None:
    headers: dict[str, str | None] = dict(_signed(strict, query=query))
    assert Wire(strict.url).send(VALID, path=f"/{query}", headers=headers).status_code == 200


def test_strict_accepts_a_header_that_comes_twice(strict: Marketplace) -> None:
    headers = _signed(strict, extra={"X-Note": "a,b"})
    del headers["X-Note"]
    lines = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
    host = strict.url.removeprefix("http://")
    head = f"POST / HTTP/1.1\r\nHost: {host}\r\n{lines}X-Note: a\r\nX-Note: b\r\nContent-Length: {len(VALID)}\r\n\r\n"
    assert Wire(strict.url).raw(head.encode() + VALID, shut=True).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("AWS4-HMAC-SHA256 ", "AWS4-HMAC-SHA256-X "),
        ("SignedHeaders=", "SignedHeaders=absent;"),
        (";x-amz-target", ""),
    ],
)
def test_strict_refuses_what_aws_would(strict: Marketplace, old: str, new: str) -> None:
    headers: dict[str, str | None] = dict(_signed(strict))
    assert Wire(strict.url).send(VALID, headers=headers).status_code == 200
    signed = str(headers["Authorization"])
    assert old in signed
    headers["Authorization"] = signed.replace(old, new)
    assert error_of(Wire(strict.url).send(VALID, headers=headers))[1] in (
        "IncompleteSignatureException",
        "InvalidSignatureException",
    )


def test_strict_reports_a_body_over_one_megabyte_first(strict: Marketplace) -> None:
    answer = Wire(strict.url).send(b"x" * 1_048_577, headers=dict(_signed(strict)))
    assert error_of(answer)[:2] == (413, "RequestEntityTooLargeException")
