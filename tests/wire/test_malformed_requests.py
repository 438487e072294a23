"""Every kind of malformed request gets AWS's answer, and the connection stays open."""

from __future__ import annotations

import gzip
import json

import httpx
import pytest

from marketplace_emulator import Marketplace
from tests.conftest import AUTHORIZATION, RESOLVE, Wire, error_of

VALID = b'{"RegistrationToken": "valid"}'


def test_a_whole_request_is_answered(wire: Wire) -> None:
    answer = wire.send(VALID)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/x-amz-json-1.1"
    assert len(answer.headers["x-amzn-requestid"]) == 36
    assert answer.json()["CustomerAWSAccountId"] == "210987654321"


@pytest.mark.parametrize(
    ("headers", "named"),
    [
        ({"X-Amz-Target": None}, "X-Amz-Target header is missing"),
        ({"X-Amz-Target": ""}, "X-Amz-Target header is missing"),
        ({"X-Amz-Target": "AWSMPMeteringService.ResolveCustomers"}, "ResolveCustomers"),
        ({"X-Amz-Target": "ResolveCustomer"}, "ResolveCustomer"),
        ({"X-Amz-Target": "DynamoDB_20120810.ListTables"}, "ListTables"),
        ({"Content-Type": "application/json"}, "application/json"),
        ({"Content-Type": None}, "Content-Type ''"),
        ({"Content-Type": "application/x-www-form-urlencoded"}, "x-www-form-urlencoded"),
    ],
    ids=["no-target", "empty-target", "unknown", "no-prefix", "other-service", "json", "no-type", "form"],
)
def test_a_request_that_reaches_no_operation(wire: Wire, headers: dict[str, str | None], named: str) -> None:
    status, code, message = error_of(wire.send(VALID, headers=headers))
    assert (status, code) == (400, "UnknownOperationException")
    assert named in message


@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_a_method_other_than_post(wire: Wire, method: str) -> None:
    status, code, message = error_of(wire.send(VALID, method=method))
    assert (status, code) == (400, "UnknownOperationException")
    assert method in message


def test_head_has_no_body(wire: Wire) -> None:
    answer = wire.send(method="HEAD")
    assert answer.status_code == 400
    assert answer.headers["x-amzn-errortype"] == "UnknownOperationException"


def test_a_path_other_than_the_root(wire: Wire) -> None:
    status, code, message = error_of(wire.send(VALID, path="/metering/"))
    assert (status, code) == (400, "UnknownOperationException")
    assert "/metering/" in message


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"token",
        b"\xff\xfe",
        b'{"RegistrationToken": "\xff"}',
        b"[" * 100_000,
        b"[]",
        b'"valid"',
        b"null",
        b"1",
        b'{"RegistrationToken": ["valid"]}',
        b'{"RegistrationToken": {"token": "valid"}}',
        b'{"RegistrationToken": 1}',
        b'{"RegistrationToken": true}',
        b'{"RegistrationToken": 1e400}',
    ],
    ids=lambda body: body[:30].decode("latin-1"),
)
def test_a_body_that_is_not_the_shape(wire: Wire, body: bytes) -> None:
    status, code, _ = error_of(wire.send(body))
    assert (status, code) == (400, "SerializationException")


@pytest.mark.parametrize(
    ("body", "message"),
    [
        (b"", "Value null at 'registrationToken' failed to satisfy constraint: Member must not be null"),
        (b"{}", "Value null at 'registrationToken' failed to satisfy constraint: Member must not be null"),
        (
            b'{"RegistrationToken": null}',
            "Value null at 'registrationToken' failed to satisfy constraint: Member must not be null",
        ),
        (
            b'{"RegistrationToken": ""}',
            "Value '' at 'registrationToken' failed to satisfy constraint: "
            "Member must satisfy regular expression pattern: [\\s\\S]+",
        ),
    ],
    ids=["empty-body", "missing", "null", "empty"],
)
def test_a_token_that_is_missing_or_empty(wire: Wire, body: bytes, message: str) -> None:
    expected = (400, "ValidationException", f"1 validation error detected: {message}")
    assert error_of(wire.send(body)) == expected


def test_unknown_members_are_ignored(wire: Wire) -> None:
    assert wire.send(b'{"RegistrationToken": "valid", "Plan": "gold"}').status_code == 200


def test_a_compressed_body(wire: Wire) -> None:
    status, code, message = error_of(wire.send(gzip.compress(VALID), headers={"Content-Encoding": "gzip"}))
    assert (status, code) == (400, "SerializationException")
    assert "gzip" in message


@pytest.mark.parametrize("chunked", [False, True])
def test_a_body_over_one_megabyte(wire: Wire, chunked: bool) -> None:
    body = b'{"RegistrationToken": "' + b"a" * 1_048_576 + b'"}'
    with httpx.Client(trust_env=False, verify=False, timeout=120) as client:
        answer = client.post(
            wire.url,
            content=iter([body]) if chunked else body,
            headers={
                "X-Amz-Target": RESOLVE,
                "Content-Type": "application/x-amz-json-1.1",
                "Authorization": AUTHORIZATION,
            },
        )
    status, code, message = error_of(answer)
    assert (status, code) == (413, "RequestEntityTooLargeException")
    assert "1048576" in message


def test_a_body_of_just_under_one_megabyte(wire: Wire) -> None:
    token = "a" * 1_000_000
    status, code, _ = error_of(wire.send(json.dumps({"RegistrationToken": token}).encode()))
    assert (status, code) == (400, "InvalidTokenException")


def test_an_operation_that_the_emulator_does_not_implement(wire: Wire) -> None:
    answer = wire.send(b"{}", headers={"X-Amz-Target": "AWSMPCommerceService_v20200301.ListAgreementCharges"})
    status, code, message = error_of(answer)
    assert (status, code) == (501, "NotImplementedByEmulator")
    assert "ListAgreementCharges" in message
    assert answer.headers["content-type"] == "application/x-amz-json-1.0"


def _head(*lines: str) -> bytes:
    usual = (f"X-Amz-Target: {RESOLVE}", "Content-Type: application/x-amz-json-1.1", f"Authorization: {AUTHORIZATION}")
    return "\r\n".join(("POST / HTTP/1.1", "Host: localhost", *usual, *lines, "", "")).encode()


def test_a_chunked_body(wire: Wire) -> None:
    answer = wire.raw(
        _head("Transfer-Encoding: chunked", "Connection: close") + b"a\r\n" + VALID[:10] + b"\r\n"
        b"14\r\n" + VALID[10:] + b"\r\n0\r\n\r\n"
    )
    assert answer.startswith(b"HTTP/1.1 200")
    assert b"210987654321" in answer


def test_expect_100_continue(wire: Wire) -> None:
    answer = wire.raw(_head(f"Content-Length: {len(VALID)}", "Expect: 100-continue", "Connection: close") + VALID)
    assert answer.startswith(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200")


def test_two_requests_on_one_connection(wire: Wire) -> None:
    request = _head(f"Content-Length: {len(VALID)}") + VALID
    assert wire.raw(request + request, shut=True).count(b"HTTP/1.1 200") == 2


@pytest.mark.parametrize(
    "data",
    [
        b"GARBAGE\r\n\r\n",
        b"POST / HTTP/1.1\r\nContent-Length: abc\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
    ids=["no-http", "bad-length", "tls"],
)
def test_bytes_that_are_not_http_are_refused_and_affect_no_other_connection(wire: Wire, data: bytes) -> None:
    answer = wire.raw(data, shut=True)
    assert answer == b"" or answer.startswith(b"HTTP/1.1 400")
    assert wire.send(VALID).status_code == 200


def test_a_bug_of_the_emulator_is_answered_in_aws_s_shape(caplog: pytest.LogCaptureFixture) -> None:
    with Marketplace(port=0) as broken:
        broken.world.store.close()
        status, code, _ = error_of(Wire(broken.url).send(VALID))
    assert (status, code) == (500, "InternalFailure")
    assert "please report it" in caplog.text
