"""The AWS SDK for JavaScript v3: configured only by the environment, with typed exceptions and metadata."""

from __future__ import annotations

import json
import os
import subprocess
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


def _resolve(node: str, served: Marketplace, *parameters: dict[str, Any]) -> list[dict[str, Any]]:
    return _run(node, "resolve.mjs", served, *parameters)


def _run(node: str, program: str, served: Marketplace, *parameters: dict[str, Any]) -> list[dict[str, Any]]:
    bare = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    done = subprocess.run(
        [node, program, *(json.dumps(each) for each in parameters)],
        cwd=HERE,
        env={**bare, **served.environment()},
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


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


def test_strict_signatures_accept_the_sdk(node: str) -> None:
    with Marketplace(port=0, strict_signatures=True) as strict:
        [answer] = _resolve(node, strict, {"RegistrationToken": "valid"})
        assert answer["members"]["CustomerAWSAccountId"] == "210987654321"


def test_entitlements_in_cbor(node: str) -> None:
    with Marketplace(port=0, strict_signatures=True) as strict:
        product = next(each["product_code"] for each in strict.products() if each["name"] == "tidewater-analytics")
        asked = [{"ProductCode": product}, {"ProductCode": product, "NextToken": "other"}, {"ProductCode": ""}]
        found, refused, empty = _run(node, "entitlements_in_cbor.mjs", strict, *asked)
        seats = found["members"]["Entitlements"][0]
        assert (seats["Value"], seats["ExpirationDate"]) == ({"IntegerValue": 25}, "9999-01-01T00:00:00.000Z")
        assert (refused["error"], refused["typed"], refused["status"]) == ("InvalidParameterException", True, 400)
        assert (empty["error"], empty["status"]) == ("ValidationException", 400)
        exchanges = strict.exchanges()
        assert [each["request_headers"]["smithy-protocol"] for each in exchanges] == ["rpc-v2-cbor"] * 3
        assert [each["parameters"] for each in exchanges] == asked
        assert [each["request_id"] for each in exchanges] == [each["requestId"] for each in (found, refused, empty)]


def test_a_connection_that_breaks(node: str, served: Marketplace) -> None:
    dropped, hung = _resolve(node, served, {"RegistrationToken": "drop"}, {"RegistrationToken": "hang"})
    assert "error" in dropped
    assert "error" in hung
    assert served.mint_token()
