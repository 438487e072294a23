"""Smithy RPC v2 CBOR on the wire: what reaches an operation, what is refused and how, and botocore as the client."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import botocore.exceptions
import botocore.parsers
import cbor2
import pytest

from marketplace_emulator import Marketplace
from marketplace_emulator.http import HttpRequest
from tests.conftest import RESOLVE, Wire
from tests.wire.cbor_client import AGREEMENT, ENTITLEMENTS, client, error_of, read, send

EMPTY = b"\xa0"


@pytest.fixture(params=["in process", "on a port"])
def emulator(request: pytest.FixtureRequest) -> Iterator[Marketplace]:
    """An emulator, in this process and on a port."""
    if request.param == "on a port":
        yield request.getfixturevalue("served")
        return
    with Marketplace() as marketplace:
        yield marketplace


def test_botocore_reaches_an_operation_and_reads_its_error(emulator: Marketplace) -> None:
    with pytest.raises(botocore.exceptions.ClientError) as refused:
        client(emulator, "marketplace-agreement").cancel_agreement(agreementId="agmt-1")
    answer = refused.value.response
    assert answer["Error"]["Code"] == "NotImplementedByEmulator"
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 501
    [exchange] = emulator.exchanges()
    assert answer["ResponseMetadata"]["RequestId"] == exchange["request_id"]
    assert (exchange["operation"], exchange["path"]) == ("CancelAgreement", AGREEMENT)
    assert exchange["parameters"] == {"agreementId": "agmt-1"}
    assert exchange["answer"]["__type"] == "com.amazonaws.marketplaceagreement#NotImplementedByEmulator"
    assert exchange["request_body"]["base64"]


@pytest.mark.parametrize(
    ("service", "call", "parameters", "code", "status"),
    [
        ("marketplace-entitlement", "get_entitlements", {"ProductCode": "any"}, "ThrottlingException", 400),
        ("marketplace-entitlement", "get_entitlements", {"ProductCode": "any"}, "InternalServiceErrorException", 500),
        ("marketplace-agreement", "cancel_agreement", {"agreementId": "agmt-1"}, "ThrottlingException", 429),
        ("marketplace-agreement", "cancel_agreement", {"agreementId": "agmt-1"}, "ResourceNotFoundException", 404),
    ],
)
def test_an_error_is_typed_and_has_the_status_of_the_model(
    emulator: Marketplace, service: str, call: str, parameters: dict[str, str], code: str, status: int
) -> None:
    emulator.add_fault(error=code)
    caller = client(emulator, service)
    with pytest.raises(getattr(caller.exceptions, code)) as refused:
        getattr(caller, call)(**parameters)
    assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == status


def test_the_reading_of_an_error_s_type_does_not_decide_here(served: Marketplace, wire: Wire) -> None:
    for value in ("plain", "namespaced"):
        served.set_readings(error_type=value)
        assert read(send(wire, EMPTY))["__type"] == "com.amazonaws.marketplaceagreement#NotImplementedByEmulator"
    assert [each["readings"] for each in served.exchanges()] == [{}, {}]


def test_botocore_s_signature_of_it_is_verified() -> None:
    with Marketplace(port=0, strict_signatures=True) as strict:
        caller = client(strict, "marketplace-agreement")
        with pytest.raises(botocore.exceptions.ClientError, match="NotImplementedByEmulator"):
            caller.cancel_agreement(agreementId="agmt-1")
        wrong = client(strict, "marketplace-agreement", aws_secret_access_key="wrong")
        with pytest.raises(botocore.exceptions.ClientError, match="InvalidSignatureException"):
            wrong.cancel_agreement(agreementId="agmt-1")


@pytest.mark.parametrize("path", [f"/v1/prefix{AGREEMENT}", AGREEMENT.replace("AWSMP", "com.amazonaws.any.AWSMP")])
def test_a_path_may_have_a_prefix_and_a_namespace(wire: Wire, path: str) -> None:
    assert error_of(send(wire, EMPTY, path=path))[:2] == (501, "NotImplementedByEmulator")


@pytest.mark.parametrize(
    ("given", "status", "code", "named"),
    [
        ({"method": "GET"}, 405, "UnknownOperationException", "GET"),
        ({"method": "PUT"}, 405, "UnknownOperationException", "PUT"),
        ({"path": "/"}, 404, "UnknownOperationException", "/service/<service>/operation/<operation>"),
        ({"path": AGREEMENT + "/"}, 404, "UnknownOperationException", AGREEMENT),
        ({"path": AGREEMENT + "s"}, 404, "UnknownOperationException", "CancelAgreements"),
        ({"path": "/service/Other/operation/Get"}, 404, "UnknownOperationException", "Other"),
        ({"path": "/service/AWSMPMeteringService/operation/MeterUsage"}, 404, "UnknownOperationException", "AWS JSON"),
        ({"headers": {"Smithy-Protocol": None}}, 404, "UnknownOperationException", "expected rpc-v2-cbor"),
        ({"headers": {"Smithy-Protocol": "rpc-v2-json"}}, 404, "UnknownOperationException", "rpc-v2-json"),
        ({"headers": {"X-Amz-Target": RESOLVE}}, 404, "UnknownOperationException", "x-amz-target"),
        ({"headers": {"X-Amzn-Target": RESOLVE}}, 404, "UnknownOperationException", "x-amzn-target"),
        ({"path": "/", "headers": {"X-Amz-Target": RESOLVE}}, 404, "UnknownOperationException", "x-amz-target"),
        ({"headers": {"Content-Type": "application/json"}}, 415, "UnsupportedMediaTypeException", "application/json"),
        ({"headers": {"Content-Type": None}}, 415, "UnsupportedMediaTypeException", "application/cbor"),
        ({"headers": {"Accept": "application/json"}}, 406, "NotAcceptableException", "application/json"),
        ({"headers": {"Authorization": None}}, 403, "MissingAuthenticationTokenException", "Token"),
        ({"headers": {"Content-Encoding": "gzip"}}, 400, "SerializationException", "gzip"),
        ({"body": b"x" * 1_048_577}, 413, "RequestEntityTooLargeException", "1048576"),
    ],
)
def test_a_request_that_reaches_no_operation(
    wire: Wire, given: dict[str, Any], status: int, code: str, named: str
) -> None:
    found = error_of(send(wire, **{"body": EMPTY, **given}))
    assert found[:2] == (status, code)
    assert named in found[2]


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "Application/CBOR; charset=x"},
        {"Accept": "text/html, application/*;q=0.5"},
        {"Accept": "*/*"},
        {"Accept": None},
    ],
)
def test_a_type_is_written_in_any_way(wire: Wire, headers: dict[str, str | None]) -> None:
    assert error_of(send(wire, EMPTY, headers=headers))[0] == 501


def test_cbor_to_the_path_of_json_is_refused_in_json(wire: Wire) -> None:
    answer = wire.send(EMPTY, headers={"Content-Type": "application/cbor"})
    assert answer.status_code == 400
    assert answer.json()["__type"] == "UnknownOperationException"


def test_head_has_no_body(wire: Wire) -> None:
    answer = send(wire, b"", method="HEAD")
    assert (answer.status_code, answer.content) == (405, b"")


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("a1", "premature end"),
        ("a000", "1 bytes follow"),
        ("80", "a list; expected a map"),
        ("f6", "a NoneType; expected a map"),
        ("c100", "a Timestamp; expected a map"),
        ("7b2261223a317d", "CBOR"),
        ("a2616101616102", "Duplicate map key: 'a'"),
        ("a10102", "a key of a map is a int"),
        ("a1c10002", "a key of a map is a Timestamp"),
        ("a1800a", "key"),
        ("a16161c240", "tag 2"),
        ("a16161c4821b00000000ffffffff01", "tag 4"),
        ("a16161d81c81d81d00", "tag 28"),
        ("a16161d8236128", "tag 35"),
        ("a16161d9d9f7a0", "tag 55799"),
        ("a16161c16161", "timestamp"),
        ("a16161c1f5", "timestamp"),
        ("a16161e0", "CBORSimpleValue(0)"),
        ("a16161ff", "break"),
        ("a161617f4161ff", "text"),
        ("a161611c", "CBOR"),
        ("a16161" + "61ff", "text"),
        ("a16161" + "63eda080", "text"),
        ("a16161" + "81" * 101 + "00", "depth"),
        ("a16161" + "9f" * 500_000, "depth"),
        ("a16161" + "c1" * 101 + "00", "depth"),
        ("9bffffffffffffffff", "premature end"),
        ("bbffffffffffffffff", "premature end"),
        ("a161617bffffffffffffffff61", "premature end"),
        ("a161619b00000000ffffffff01", "premature end"),
        ("a161615b7fffffffffffffff61", "premature end"),
    ],
)
def test_a_body_that_is_not_the_protocol_s(wire: Wire, body: str, named: str) -> None:
    status, code, message = error_of(send(wire, bytes.fromhex(body)))
    assert (status, code) == (400, "SerializationException")
    assert named in message


@pytest.mark.parametrize(
    "body",
    [
        "",
        "a0",
        "bfff",
        "bf6b61677265656d656e7449647f6461676d74622d31ffff",
        "a16b61677265656d656e744964f6",
        "a16b61677265656d656e744964f7",
        "a26161f93c00616281f97e00",
        "a161611bffffffffffffffff",
        "a161613bffffffffffffffff",
        "a161615f4161ff",
        "a16161c1f93c00",
    ],
)
def test_a_body_that_the_protocol_allows(wire: Wire, body: str) -> None:
    assert error_of(send(wire, bytes.fromhex(body)))[:2] == (501, "NotImplementedByEmulator")


@pytest.mark.parametrize(
    "value", [0, 1763942400.5, cbor2.CBORTag(1, float("nan")), cbor2.CBORTag(1, float("-inf")), b"1"], ids=repr
)
def test_a_timestamp_that_is_none(wire: Wire, value: Any) -> None:
    path = AGREEMENT.replace("CancelAgreement", "ListAgreementInvoiceLineItems")
    status, code, message = error_of(send(wire, cbor2.dumps({"afterIssuedTime": value}), path=path))
    assert (status, code) == (400, "SerializationException")
    assert message.endswith("of CBOR can not be converted to a timestamp")


@pytest.mark.parametrize(
    ("value", "named"), [(datetime(2026, 1, 1, tzinfo=UTC), "timestamp"), (b"agmt-1", "blob")], ids=repr
)
def test_cbor_s_own_types_are_no_text(wire: Wire, value: Any, named: str) -> None:
    body = cbor2.dumps({"agreementId": value}, datetime_as_timestamp=True)
    assert error_of(send(wire, body)) == (
        400,
        "SerializationException",
        f"A {named} of CBOR can not be converted to a string",
    )
    assert error_of(send(wire, cbor2.dumps({"other": value}, datetime_as_timestamp=True)))[0] == 501


def test_a_service_s_path_is_no_path_of_another(wire: Wire) -> None:
    path = ENTITLEMENTS.replace("GetEntitlements", "CancelAgreement")
    assert error_of(send(wire, EMPTY, path=path))[:2] == (404, "UnknownOperationException")


def entitlements(emulator: Marketplace) -> Any:
    product = next(each["product_code"] for each in emulator.products() if each["name"] == "tidewater-analytics")
    return client(emulator, "marketplace-entitlement").get_entitlements(ProductCode=product)


def test_a_malformed_answer_is_cut_in_the_middle(emulator: Marketplace) -> None:
    entitlements(emulator)
    emulator.add_fault(malformed="json")
    with pytest.raises(botocore.parsers.ResponseParserError):
        entitlements(emulator)
    whole, cut = emulator.exchanges()
    written = base64.b64decode(cut["answer_body"]["text"])
    assert written == base64.b64decode(whole["answer_body"]["text"])[: len(written)]
    assert len(written) == whole["answer_body"]["size"] // 2
    assert cut["answer"] == cut["answer_body"]["text"]
    assert whole["answer"]["Entitlements"][0]["Dimension"] == "seats"


def test_a_truncated_answer_is_lost(served: Marketplace) -> None:
    served.add_fault(truncate=40)
    with pytest.raises((botocore.exceptions.HTTPClientError, botocore.parsers.ResponseParserError)):
        entitlements(served)
    [exchange] = served.exchanges()
    assert exchange["outcome"] == "cut"
    assert exchange["answer_body"]["size"] == 40


@pytest.mark.parametrize(("spoiled", "shown"), [("html", "<html>"), ("empty", "None")])
def test_an_answer_that_is_no_cbor(emulator: Marketplace, spoiled: str, shown: str) -> None:
    emulator.add_fault(malformed=spoiled)
    with pytest.raises(Exception):  # noqa: B017, PT011 - botocore raises whatever its parser meets
        entitlements(emulator)
    [exchange] = emulator.exchanges()
    assert str(exchange["answer"]).startswith(shown)


def test_the_journal_shows_a_body_decoded(served: Marketplace, wire: Wire) -> None:
    path = AGREEMENT.replace("CancelAgreement", "ListAgreementInvoiceLineItems")
    when = datetime(2026, 1, 1, tzinfo=UTC)
    sent = cbor2.dumps({"beforeIssuedTime": when, "other": [b"x", cbor2.undefined]}, datetime_as_timestamp=True)
    send(wire, sent, path=path)
    wire.send(b'{"RegistrationToken": "valid"}')
    decoded = {"beforeIssuedTime": when.timestamp(), "other": ["eA==", None]}
    in_cbor, in_json = served.exchanges()
    lines = served.respond(HttpRequest("GET", "/_emulator/exchanges.jsonl", {"host": "localhost"})).body.splitlines()
    assert [in_cbor, in_json] == [json.loads(line) for line in lines]
    assert in_cbor["parameters"] == decoded
    assert in_cbor["answer"]["__type"].endswith("#NotImplementedByEmulator")
    assert base64.b64decode(in_cbor["request_body"]["text"]) == sent
    first, second = served.request("GET", "/exchanges.har")["log"]["entries"]
    assert (first["_parameters"], first["_answer"]) == (decoded, in_cbor["answer"])
    assert first["request"]["postData"] == {
        "mimeType": "application/cbor",
        "text": in_cbor["request_body"]["text"],
        "_encoding": "base64",
    }
    assert not {"_parameters", "_answer"} & set(second)


def test_a_body_that_cannot_be_decoded_is_shown_in_base64(served: Marketplace, wire: Wire) -> None:
    send(wire, b"\xa1\xff")
    [exchange] = served.exchanges()
    assert exchange["parameters"] == exchange["request_body"]["text"] == "of8="
