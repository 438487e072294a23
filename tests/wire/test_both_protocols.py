"""AWS JSON and Smithy RPC v2 CBOR carry the same: botocore writes and reads both, and finds no difference."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import botocore.loaders
import botocore.parsers
import botocore.serialize
import pytest
from botocore.exceptions import ClientError, HTTPClientError
from botocore.model import OperationModel, ServiceModel, Shape
from hypothesis import given, settings
from hypothesis import strategies as st

from marketplace_emulator import Marketplace, catalogue
from marketplace_emulator.http import HttpAnswer, HttpRequest
from marketplace_emulator.wire import aws_json, rpc_v2_cbor
from tests.tiers import examples
from tests.wire.cbor_client import ONCE, client

SERVICE = "marketplace-entitlement"
CBOR, JSON = "smithy-rpc-v2-cbor", "json"
SERVICES = [name for name in catalogue.SERVICES if CBOR in catalogue.service(name).protocols]
MODELS = {
    name: ServiceModel(botocore.loaders.Loader().load_service_model(name, "service-2"), name) for name in SERVICES
}
OPERATIONS = [model.operation_model(name) for model in MODELS.values() for name in model.operation_names]
SCALARS: dict[str, st.SearchStrategy[Any]] = {
    "string": st.text(max_size=20),
    "boolean": st.booleans(),
    "integer": st.integers(-(2**31), 2**31 - 1),
    "long": st.integers(-(2**53), 2**53),
    "double": st.floats(allow_nan=False, allow_infinity=False),
    "float": st.floats(width=32, allow_nan=False, allow_infinity=False),
    "blob": st.binary(max_size=20),
    "timestamp": st.integers(-62135596800, 253402300799).map(lambda second: datetime.fromtimestamp(second, UTC)),
}


def values(shape: Shape, depth: int = 0) -> st.SearchStrategy[Any]:
    """Make values that fit a shape's types, though not its constraints."""
    if shape.type_name == "structure":
        deeper = shape.members if depth < 6 or shape.is_tagged_union else {}
        members = {name: values(member, depth + 1) for name, member in deeper.items()}
        if shape.is_tagged_union:
            return st.one_of([st.fixed_dictionaries({name: value}) for name, value in members.items()])
        return st.fixed_dictionaries({}, optional=members)
    if shape.type_name == "list":
        return st.lists(values(shape.member, depth + 1), max_size=2)
    if shape.type_name == "map":
        return st.dictionaries(values(shape.key), values(shape.value, depth + 1), max_size=2)
    return SCALARS[shape.type_name]


@settings(max_examples=examples(25, nightly=500))
@given(st.data())
@pytest.mark.parametrize("protocol", [CBOR, JSON])
def test_what_botocore_writes_is_read(protocol: str, data: st.DataObject) -> None:
    operation = data.draw(st.sampled_from([each for each in OPERATIONS if each.input_shape]))
    sent = data.draw(values(operation.input_shape))
    written = botocore.serialize.create_serializer(protocol, False).serialize_to_request(sent, operation)
    headers = {name.lower(): value for name, value in written["headers"].items()}
    request = HttpRequest(written["method"], written["url_path"], headers, written["body"])
    codec = rpc_v2_cbor if protocol == CBOR else aws_json
    found = codec.operation(request)
    assert found.name == operation.name
    assert codec.parameters(found, request) == as_json(sent)


def as_json(value: Any) -> Any:
    """Write a parameter as AWS JSON has it."""
    if isinstance(value, dict):
        return {name: as_json(each) for name, each in value.items()}
    if isinstance(value, list):
        return [as_json(each) for each in value]
    return value.timestamp() if isinstance(value, datetime) else value


def read(protocol: str, operation: OperationModel, answer: Any) -> Any:
    headers = {name.lower(): value for name, value in answer.headers}
    response = {"status_code": answer.status, "headers": headers, "body": answer.body}
    found = botocore.parsers.create_parser(protocol).parse(response, operation.output_shape)
    del found["ResponseMetadata"]
    return found


@settings(max_examples=examples(25, nightly=500))
@given(st.data())
def test_what_is_answered_is_read_by_botocore(data: st.DataObject) -> None:
    operation = data.draw(st.sampled_from([each for each in OPERATIONS if each.output_shape]))
    result = data.draw(values(operation.output_shape))
    here = catalogue.by_name()[operation.name]
    assert read(CBOR, operation, rpc_v2_cbor.answer(here, as_json(result))) == result
    assert read(JSON, operation, aws_json.answer(here, as_json(result))) == result


@pytest.fixture
def ask(marketplace: Marketplace) -> Callable[..., Any]:
    """Ask for entitlements in CBOR and in JSON; both answers, or both errors, must be the same."""

    def ask(**given: Any) -> Any:
        found = []
        for each in (client(marketplace, SERVICE), marketplace.client(SERVICE, config=ONCE)):
            try:
                answer = each.get_entitlements(**given)
            except ClientError as error:
                answer = error.response
            except HTTPClientError as error:
                answer = {"lost": type(error)}
            answer.get("ResponseMetadata", {}).clear()
            found.append(answer)
        assert found[0] == found[1]
        asked = marketplace.exchanges()[-2:]
        assert [each["path"] for each in asked] == ["/service/AWSMPEntitlementService/operation/GetEntitlements", "/"]
        for name in (
            "parameters",
            "about",
            "outcome",
            "status",
            "operation",
            "service",
            "account",
            "token",
        ):
            assert asked[0][name] == asked[1][name], name
        asked[1]["readings"].pop("error_type", None)  # CBOR leaves no choice
        assert asked[0]["readings"] == asked[1]["readings"]
        return found[0]

    return ask


def code(marketplace: Marketplace, name: str = "tidewater-analytics") -> str:
    return next(each["product_code"] for each in marketplace.products() if each["name"] == name)


def test_entitlements_are_the_same(marketplace: Marketplace, ask: Callable[..., Any]) -> None:
    kinds = {"seats": 25, "plan": "gold", "storage": 1.5, "support": True, "half": 2**40 + 0.25}
    product = marketplace.create_product("atlas", dimensions=[{"key": key, "types": ["Entitled"]} for key in kinds])[
        "product_code"
    ]
    marketplace.create_agreement(product_code=product, customer_aws_account_id="210987654321", entitlements=kinds)
    found = ask(ProductCode=product)["Entitlements"]
    assert [next(iter(each["Value"].values())) for each in found] == [*kinds.values()]
    assert isinstance(found[0]["ExpirationDate"], datetime)
    page = ask(ProductCode=product, MaxResults=2)
    assert len(ask(ProductCode=product, MaxResults=2, NextToken=page["NextToken"])["Entitlements"]) == 2
    assert ask(ProductCode=product, Filter={"DIMENSION": ["plan", "support"]})["Entitlements"] == found[1:4:2]


def test_a_member_has_the_type_of_its_shape() -> None:
    entitlement = {"Value": {"DoubleValue": 2, "IntegerValue": 2}, "ExpirationDate": 5.0}
    written = rpc_v2_cbor.answer(catalogue.by_name()["GetEntitlements"], {"Entitlements": [entitlement]}).body
    assert b"kDoubleValue\xfb\x40\0\0\0\0\0\0\0lIntegerValue\x02" in written
    assert written.endswith(b"nExpirationDate\xc1\x05")
    entitlement["ExpirationDate"] = 5.25
    written = rpc_v2_cbor.answer(catalogue.by_name()["GetEntitlements"], {"Entitlements": [entitlement]}).body
    assert written.endswith(b"nExpirationDate\xc1\xfb\x40\x15\0\0\0\0\0\0")


def test_an_operation_without_members_has_no_body() -> None:
    here = replace(catalogue.by_name()["GetEntitlements"], input=None, output=None)
    assert rpc_v2_cbor.answer(here, {}) == HttpAnswer(200, (("Smithy-Protocol", "rpc-v2-cbor"),))
    assert rpc_v2_cbor.parameters(here, HttpRequest("POST", "/", {}, b"\xa1\x61a\x01")) == {}


def test_no_entitlements_are_the_same(marketplace: Marketplace, ask: Callable[..., Any]) -> None:
    for value in ("empty_list", "absent"):
        marketplace.set_readings(no_entitlements_answer=value)
        assert ask(ProductCode="unknown").get("Entitlements", "absent") == {"empty_list": [], "absent": "absent"}[value]
    assert marketplace.exchanges()[-2]["answer"] == {}


@pytest.mark.parametrize("value", ["absent", "empty", "null"])
def test_a_member_that_is_null_is_the_same(marketplace: Marketplace, ask: Callable[..., Any], value: str) -> None:
    marketplace.set_readings(unpopulated_customer_identifier=value)
    assert ask(ProductCode=code(marketplace, "harbor-backup"))["Entitlements"]
    in_cbor, in_json = marketplace.exchanges()[-2:]
    assert in_cbor["answer"] == in_json["answer"]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"ProductCode": "x", "MaxResults": 123}, "less than or equal to 25"),
        ({"ProductCode": "x" * 256}, "length less than or equal to 255"),
        ({"ProductCode": "x y", "NextToken": " "}, "regular expression"),
        ({"ProductCode": "x", "NextToken": "other"}, "NextToken"),
    ],
)
def test_a_refusal_is_the_same(ask: Callable[..., Any], given: dict[str, Any], named: str) -> None:
    assert named in ask(**given)["Error"]["Message"]


@pytest.mark.parametrize(
    "fault",
    [
        {"error": "ThrottlingException"},
        {"error": "InternalServiceErrorException", "status": 503},
        {"expired_credentials": True},
        {"extra_members": True},
        {"missing_members": ["Entitlements"]},
        {"malformed": "content_type"},
        {"latency": 0.01},
        {"drop": "after"},
    ],
    ids=str,
)
def test_a_fault_is_the_same(marketplace: Marketplace, ask: Callable[..., Any], fault: dict[str, Any]) -> None:
    marketplace.add_fault(operation="GetEntitlements", **fault)
    ask(ProductCode=code(marketplace))
    in_cbor, in_json = (each["answer"] for each in marketplace.exchanges()[-2:])
    if in_json and "__type" in in_json:
        in_json["__type"] = f"com.amazonaws.marketplaceentitlementservice#{in_json['__type']}"
    assert in_cbor == in_json
