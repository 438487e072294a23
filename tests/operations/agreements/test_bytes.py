"""The bytes of the agreement operations: epoch numbers in JSON 1.0, tag 1 in CBOR as AWS's .NET SDK asks for it."""

from __future__ import annotations

import json

import cbor2

from marketplace_emulator import Marketplace
from tests.conftest import Wire
from tests.wire.cbor_client import AGREEMENT, read, send

TARGET = "AWSMPCommerceService_v20200301."


def in_cbor(wire: Wire, operation: str, **parameters: object) -> object:
    """Send a request with a map of indefinite length, as the .NET SDK writes it."""
    pairs = b"".join(cbor2.dumps(each) for pair in parameters.items() for each in pair)
    answer = send(
        wire,
        b"\xbf" + pairs + b"\xff",
        path=f"{AGREEMENT.rpartition('/')[0]}/{operation}",
        headers={"X-Amz-Api-Version": "2020-03-01"},
    )
    assert answer.status_code == 200
    return read(answer)


def in_json(wire: Wire, operation: str, **parameters: object) -> object:
    """Send a request in JSON 1.0, as boto3 1.34 writes it."""
    headers: dict[str, str | None] = {"X-Amz-Target": TARGET + operation, "Content-Type": "application/x-amz-json-1.0"}
    answer = wire.send(json.dumps(parameters).encode(), headers=headers)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/x-amz-json-1.0")
    return answer.json()


def test_times_are_epoch_numbers_and_tagged_in_cbor(served: Marketplace, wire: Wire) -> None:
    served.clock.set("2027-03-10T12:30:00.123Z", frozen=True)
    served.reset(only=("agreements",))
    agreement = next(each for each in served.agreements() if each["name"] == "dogwood-backup-production")
    described = in_json(wire, "DescribeAgreement", agreementId=agreement["agreement_id"])
    assert isinstance(described, dict)
    now = served.clock.now().timestamp()
    assert described["startTime"] == round(now - 90 * 86400, 3)
    assert described["endTime"] == round(now + 275 * 86400, 3)
    answer = wire_bytes(wire, agreement["agreement_id"])
    assert answer.count(b"\xc1\xfb") == 3, "startTime, endTime and acceptanceTime have tag 1 before a float"
    served.clock.set("2027-03-10T12:30:00Z", frozen=True)
    served.reset(only=("agreements",))
    assert wire_bytes(wire, agreement["agreement_id"]).count(b"\xc1\x1a") == 3, "whole seconds are whole numbers"


def wire_bytes(wire: Wire, agreement_id: str) -> bytes:
    """Return the CBOR that describes an agreement."""
    path = f"{AGREEMENT.rpartition('/')[0]}/DescribeAgreement"
    return send(wire, cbor2.dumps({"agreementId": agreement_id}), path=path).content


def test_both_protocols_say_the_same(served: Marketplace, wire: Wire) -> None:
    served.clock.set("2027-03-10T12:30:00Z", frozen=True)
    agreement_id = served.agreements()[0]["agreement_id"]
    filters = [
        {"name": "PartyType", "values": ["Proposer"]},
        {"name": "AgreementType", "values": ["PurchaseAgreement"]},
    ]
    for operation, parameters in {
        "DescribeAgreement": {"agreementId": agreement_id},
        "GetAgreementTerms": {"agreementId": agreement_id, "maxResults": 2},
        "GetAgreementContacts": {"agreementId": agreement_id},
        "SearchAgreements": {"filters": filters, "maxResults": 2},
    }.items():
        assert plain(in_cbor(wire, operation, **parameters)) == in_json(wire, operation, **parameters)


def plain(value: object) -> object:
    """Return a decoded answer with times as epoch numbers."""
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return value.timestamp() if hasattr(value, "timestamp") else value
