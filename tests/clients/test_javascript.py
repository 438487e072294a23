"""The AWS SDK for JavaScript v3: configured only by the environment, with typed exceptions and metadata."""

from __future__ import annotations

import json
import os
import subprocess
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from marketplace_emulator import Marketplace
from tests.conftest import need
from tests.npm import installed

HERE = Path(__file__).parent / "javascript"


@pytest.fixture(scope="module")
def node() -> str:
    """The node command, with the SDK installed next to the program."""
    installed(HERE)
    return need("node", "install Node.js 20 or newer")


def _called(node: str, served: Marketplace, calls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Make all calls in one start of Node.js, and return the outcome of each."""
    bare = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    done = subprocess.run(
        [node, "call.mjs"],
        input=json.dumps(calls),
        cwd=HERE,
        env={**bare, **served.environment()},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    outcomes: list[dict[str, Any]] = json.loads(done.stdout)
    return outcomes


def _resolve(node: str, served: Marketplace, *parameters: dict[str, Any], **more: Any) -> list[dict[str, Any]]:
    return _called(node, served, [{"operation": "ResolveCustomer", "input": each, **more} for each in parameters])


def test_a_token_resolves(node: str, served: Marketplace) -> None:
    [answer] = _resolve(node, served, {"RegistrationToken": served.mint_token()})
    assert answer["members"]["CustomerAWSAccountId"] == "210987654321"
    assert answer["requestId"] == served.exchanges()[0]["request_id"]


def test_errors_are_typed(node: str, served: Marketplace) -> None:
    served.set_readings(error_type="plain")
    plain = _resolve(node, served, {"RegistrationToken": "expired"}, {"RegistrationToken": "invalid"})
    served.set_readings(error_type="namespaced")
    namespaced = _resolve(node, served, {"RegistrationToken": "expired"}, {"RegistrationToken": "invalid"})
    for answers in (plain, namespaced):
        assert [each["error"] for each in answers] == ["ExpiredTokenException", "InvalidTokenException"]
        assert all(each["typed"] and each["status"] == 400 and each["requestId"] for each in answers)
        assert answers[1]["message"] == "Registration token is invalid"


def test_the_emulator_answers_what_the_sdk_does_not_check(node: str, served: Marketplace) -> None:
    missing, a_list, empty = _resolve(node, served, {}, {"RegistrationToken": ["valid"]}, {"RegistrationToken": ""})
    assert missing["error"] == "ValidationException"
    assert a_list["error"] == "SerializationException"
    assert empty["error"] == "ValidationException"


def test_strict_signatures_accept_the_sdk_in_json_and_in_cbor(node: str) -> None:
    with Marketplace(port=0, strict_signatures=True) as strict:
        asked = {"ProductCode": strict.products()[0]["product_code"]}
        resolve = {"operation": "ResolveCustomer", "input": {"RegistrationToken": "valid"}}
        entitled = {"service": "entitlement", "operation": "GetEntitlements", "input": asked, "cbor": True}
        customer, found = _called(node, strict, [resolve, entitled])
        assert customer["members"]["CustomerAWSAccountId"] == "210987654321"
        assert found["members"]["Entitlements"][0]["ExpirationDate"] == "9999-01-01T00:00:00.000Z"
        in_cbor = strict.exchanges()[-1]
        assert (in_cbor["request_headers"]["smithy-protocol"], in_cbor["parameters"]) == ("rpc-v2-cbor", asked)
        assert in_cbor["request_id"] == found["requestId"]


def test_a_connection_that_breaks(node: str, served: Marketplace) -> None:
    dropped, hung = _resolve(node, served, {"RegistrationToken": "drop"}, {"RegistrationToken": "hang"}, timeout=2000)
    assert "error" in dropped
    assert "error" in hung
    assert served.mint_token()


def _batch(*records: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"operation": "BatchMeterUsage", "input": {"UsageRecords": records, **more}}


def test_usage_is_metered(node: str, served: Marketplace) -> None:
    agreements = {each["name"]: each for each in served.agreements()}
    licensed, legacy = agreements["dogwood-backup-production"], agreements["alder-analytics"]
    record = {
        "Timestamp": served.clock.now().isoformat(),
        "CustomerAWSAccountId": licensed["customer_aws_account_id"],
        "LicenseArn": licensed["license_arn"],
        "Dimension": "gb_restored",
        "Quantity": 3,
    }
    by_code = {name: record[name] for name in ("Timestamp", "Quantity")}
    by_code |= {"Dimension": "queries", "CustomerIdentifier": "YbmxelQ2BAj"}
    container = {
        "ProductCode": licensed["product_code"],
        "Timestamp": record["Timestamp"],
        "UsageDimension": "api_calls",
    }
    first, other, again, coded, stale, metered, registered, refused = _called(
        node,
        served,
        [
            _batch(record),
            _batch({**record, "Quantity": 4}),
            _batch(record),
            _batch(by_code, ProductCode=legacy["product_code"]),
            _batch({**by_code, "Timestamp": "2020-01-01T00:00:00Z"}, ProductCode=legacy["product_code"]),
            {"operation": "MeterUsage", "input": {**container, "UsageQuantity": 5}},
            {
                "operation": "RegisterUsage",
                "input": {"ProductCode": licensed["product_code"], "PublicKeyVersion": 1, "Nonce": "a start"},
            },
            {"operation": "RegisterUsage", "input": {"ProductCode": licensed["product_code"], "PublicKeyVersion": 9}},
        ],
    )
    statuses = [each["members"]["Results"][0]["Status"] for each in (first, other, again, coded)]
    assert statuses == ["Success", "DuplicateRecord", "Success", "Success"]
    assert first["members"] == again["members"]
    assert first["members"]["UnprocessedRecords"] == []
    sent = datetime.fromisoformat(first["members"]["Results"][0]["UsageRecord"]["Timestamp"])
    assert sent == datetime.fromisoformat(record["Timestamp"]).replace(microsecond=sent.microsecond)
    assert (stale["error"], stale["typed"], stale["status"]) == ("TimestampOutOfBoundsException", True, 400)
    assert metered["members"]["MeteringRecordId"]
    assert registered["members"]["Signature"].count(".") == 2
    assert (refused["error"], refused["typed"]) == ("InvalidPublicKeyVersionException", True)
    billed = [(each["dimension"], each["quantity"]) for each in served.metering_records(billed=True)]
    assert sorted(billed) == [("gb_restored", "3"), ("queries", "3")]


def test_a_decimal_that_the_sdk_does_not_know_is_not_sent(node: str, served: Marketplace) -> None:
    """The SDK of package.json drops QuantityAsDecimal without a word; the emulator shows what came, as AWS would bill it."""
    agreement = next(each for each in served.agreements() if each["name"] == "dogwood-backup-production")
    record = {
        "Timestamp": served.clock.now().isoformat(),
        "CustomerAWSAccountId": agreement["customer_aws_account_id"],
        "LicenseArn": agreement["license_arn"],
        "Dimension": "gb_restored",
        "QuantityAsDecimal": "17.42",
    }
    [answer] = _called(node, served, [_batch(record)])
    assert answer["members"]["Results"][0]["Status"] == "Success"
    assert [each["quantity"] for each in served.metering_records()] == ["0"]


def test_entitlements_in_json_and_in_cbor(node: str, served: Marketplace) -> None:
    product = served.products()[0]["product_code"]

    def asked(**more: Any) -> dict[str, Any]:
        call = {"service": "entitlement", "operation": "GetEntitlements", "input": {"ProductCode": product}}
        return {**call, **more}

    narrowed = {"ProductCode": product, "Filter": {"DIMENSION": ["enterprise"]}}
    misused = {"ProductCode": product, "NextToken": "nonsense"}
    variants: list[dict[str, Any]] = [{}, {"pages": 1}, {"input": narrowed}, {"input": misused}]
    calls = [asked(cbor=cbor, **variant) for cbor in (False, True) for variant in variants]
    outcomes = _called(node, served, calls)
    in_json, in_cbor = outcomes[:4], outcomes[4:]
    for outcome in outcomes:
        outcome.pop("requestId", None)
    assert in_json == in_cbor
    every, paged, narrow, wrong = in_json
    assert [each["Value"] for each in every["members"]["Entitlements"]] == [
        {"IntegerValue": 25},
        {"BooleanValue": True},
    ]
    assert paged["members"] == every["members"]["Entitlements"]
    assert [each["Dimension"] for each in narrow["members"]["Entitlements"]] == ["enterprise"]
    assert (wrong["error"], wrong["typed"], wrong["status"]) == ("InvalidParameterException", True, 400)
    paths = [each["path"] for each in served.exchanges()]
    assert {path for path in paths if path != "/"} == {"/service/AWSMPEntitlementService/operation/GetEntitlements"}
    assert paths.count("/") == len(paths) / 2
