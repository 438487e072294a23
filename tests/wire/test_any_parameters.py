"""Made-up calls of every operation that lives here: none ends in a 5xx that was not asked for, and no misfit passes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Any

import cbor2
import pytest

from marketplace_emulator import Marketplace, error_words, shape_types
from marketplace_emulator.catalogue import Operation, by_name
from marketplace_emulator.errors import AwsError
from marketplace_emulator.http import BODY_LIMIT, HttpRequest
from marketplace_emulator.operations import HERE
from tests.conftest import AUTHORIZATION
from tests.faults.calls import sent
from tests.tiers import examples
from tests.wire.made_up import MadeUp

KEYS = ("AKIAMARKETPLACELOCAL", "AKIAMARKETPLACEBUYER", "AKIAMARKETPLACEOTHER", "AKIANOBODYSKEY")
CBOR = "smithy-rpc-v2-cbor"
SPOKEN = ("internal-error", "internal-server")
"""The words that ask for a 5xx."""


@pytest.fixture(scope="module")
def world() -> Iterator[Marketplace]:
    """A world that all of the calls change."""
    with Marketplace() as marketplace:
        yield marketplace


def known(world: Marketplace) -> Mapping[str, Callable[[Random], Any]]:
    """Return names of the world for the members that name something, some of which belong together."""
    products = [each["product_code"] for each in world.products()]
    accounts = [each["customer_aws_account_id"] for each in world.buyers()]
    identifiers = [each["customer_identifier"] for each in world.buyers()]
    licenses = [each["license_arn"] for each in world.agreements()]
    agreements = [each["agreement_id"] for each in world.agreements()]
    dimensions = [each["key"] for product in world.products() for each in product["dimensions"]]
    now = world.clock.now().timestamp()

    def one_of(*values: Any) -> Callable[[Random], Any]:
        return lambda random: random.choice(values)

    return {
        "ProductCode": one_of(*products, *products, "unknown", SPOKEN[0], "throttled"),
        "Dimension": one_of(*dimensions, *dimensions, "Queries", SPOKEN[0], "duplicate-record", "unprocessed"),
        "UsageDimension": one_of(*dimensions, *dimensions, "customer-not-entitled"),
        "DIMENSION": one_of(*dimensions, "throttled"),
        "CustomerAWSAccountId": one_of(*accounts, "1", "999999999999"),
        "CUSTOMER_AWS_ACCOUNT_ID": one_of(*accounts, "1"),
        "CustomerIdentifier": one_of(*identifiers, "", "customer-not-subscribed"),
        "CUSTOMER_IDENTIFIER": one_of(*identifiers, ""),
        "LicenseArn": one_of(*licenses),
        "LICENSE_ARN": one_of(*licenses, ""),
        "Timestamp": lambda random: now + random.choice((0, -1, -3600, -21_000, -86_400, -2e6, 299, 301, 4000)),
        "Quantity": one_of(0, 1, 17, 2**31 - 1),
        "UsageQuantity": one_of(0, 1, 17),
        "QuantityAsDecimal": one_of("17", "17.00", "0.000001"),
        "ClientToken": one_of("a", "b"),
        "PublicKeyVersion": one_of(1, 2),
        "RegistrationToken": one_of("valid", "expired", "forged"),
        "agreementId": one_of(*agreements, *agreements, "agmt-nobody", "internal-server", "throttled"),
        "name": one_of(
            "PartyType", "AgreementType", "Status", "AcceptorAccountId", "AfterEndTime", "OfferId", "Unknown"
        ),
        "values": one_of(
            "Proposer", "PurchaseAgreement", "ACTIVE", *accounts, "2026-01-01T00:00:00Z", "internal-server"
        ),
        "sortBy": one_of("EndTime", "StartTime", "Status"),
        "catalog": one_of("AWSMarketplace", "Other"),
    }


def answer(world: Marketplace, operation: Operation, random: Random, parameters: Any) -> tuple[int, Any]:
    """Send parameters in one of the service's protocols, and return the status and the body of the answer."""
    signed = {"authorization": AUTHORIZATION.replace(KEYS[0], random.choice(KEYS))}
    prefix, in_cbor = operation.service.target_prefix, random.choice(operation.service.protocols) == CBOR
    if in_cbor:
        path = f"/service/{prefix}/operation/{operation.name}"
        headers = {"smithy-protocol": "rpc-v2-cbor", "content-type": "application/cbor", "accept": "application/cbor"}
        request = HttpRequest("POST", path, {**headers, **signed}, cbor2.dumps(parameters))
    else:
        headers = {"x-amz-target": f"{prefix}.{operation.name}", "content-type": "application/x-amz-json-1.1"}
        request = HttpRequest("POST", "/", {**headers, **signed}, json.dumps(parameters).encode())
    way = world.site.respond(request)
    while True:
        try:
            next(way)
        except StopIteration as answered:
            body = answered.value.body
            return answered.value.status, _plain(cbor2.loads(body)) if in_cbor else json.loads(body)


def _plain(value: Any) -> Any:
    """Return a decoded body with times in epoch seconds and without the namespaces of errors, as in JSON."""
    if isinstance(value, dict):
        return {
            key: _plain(each).rpartition("#")[2] if key == "__type" else _plain(each) for key, each in value.items()
        }
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.timestamp() if isinstance(value, datetime) else value


def codes(operation: Operation) -> set[str]:
    """Return the codes with which an operation may answer: those that it declares, and those of all services."""
    return {*operation.errors, *(each.code for each in AwsError.known.values())} - {"InternalFailure"}


@pytest.mark.no_cover
@pytest.mark.parametrize("name", list(HERE))
def test_any_parameters_have_an_answer_of_aws_shape(world: Marketplace, name: str) -> None:
    operation, names = by_name()[name], known(world)
    output = replace(operation, input=operation.output)
    met: dict[str, int] = {}
    for number in range(examples(300, nightly=3000)):
        made_up = MadeUp(operation, random := Random(number), names)
        kind = random.choice(("near", "near", "fitting", "misfitting", "wild"))
        code = place = ""
        if kind == "misfitting":
            parameters, code, place = made_up.misfitting()
        elif kind == "near":
            parameters = made_up.near(sent(name).at(world.clock.now().timestamp() - random.choice((0, 60, 4000))))
        else:
            parameters = getattr(made_up, kind)()
        status, body = answer(world, operation, random, parameters)
        story = (
            f"request {number}, {kind}: {json.dumps(parameters)[:2000]} was answered with {status} {str(body)[:500]}"
        )
        said = body.get("__type", "ok")
        met[said] = met.get(said, 0) + 1
        if status == 200:
            assert said == "ok", story
            shape_types.fitted(output, body)
        else:
            assert status < 500 or any(each in json.dumps(parameters) for each in SPOKEN), story
            assert said in codes(operation), story
        if kind in ("near", "fitting"):
            assert said != "SerializationException" and "failed to satisfy" not in str(body), story
        if kind == "misfitting" and said not in asked_by(parameters):
            too_large = len(json.dumps(parameters)) > BODY_LIMIT
            assert said == ("RequestEntityTooLargeException" if too_large else code), story
            assert f"'{place}'" in body["message"] or not place or too_large, story
    assert met["ok"] and met["ValidationException"] and met["SerializationException"], met


def asked_by(parameters: Any) -> set[str]:
    """Return the codes of the errors that words in the parameters ask for; AWS's validation comes after these."""
    written = json.dumps(parameters)
    declared = {code for operation in by_name().values() for code in operation.errors}
    return {code for code in {*AwsError.known, *declared} if f'"{error_words.of_error(code)}"' in written}
