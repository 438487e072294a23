"""Errors of the agreement operations: their members, and their status by the reading agreement_error_status."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from botocore.config import Config

from marketplace_emulator import Marketplace
from tests.conftest import AUTHORIZATION
from tests.operations.agreements.reader import Reader, refusal

AS_IT_IS = Config(parameter_validation=False, retries={"total_max_attempts": 1})
BY_ID = ("describe_agreement", "get_agreement_terms", "get_agreement_entitlements", "get_agreement_contacts")
PAGED = ("get_agreement_terms", "get_agreement_entitlements", "search_agreements")


@pytest.fixture
def unchecked(metered: Marketplace) -> Any:
    """A client that sends what it is given."""
    return metered.client("marketplace-agreement", config=AS_IT_IS)


@pytest.mark.parametrize("operation", BY_ID)
@pytest.mark.parametrize(
    ("given", "reason", "told"),
    [
        ({}, "MISSING_AGREEMENT_ID", "Member must not be null"),
        ({"agreementId": ""}, "INVALID_AGREEMENT_ID", "Member must have length greater than or equal to 1"),
        (
            {"agreementId": "a b"},
            "INVALID_AGREEMENT_ID",
            "Member must satisfy regular expression pattern: [A-Za-z0-9_/-]+",
        ),
        ({"agreementId": "x" * 65}, "INVALID_AGREEMENT_ID", "Member must have length less than or equal to 64"),
    ],
)
def test_a_wrong_agreement_id(unchecked: Any, operation: str, given: dict[str, str], reason: str, told: str) -> None:
    status, code, members = refusal(getattr(unchecked, operation), **given)
    assert (status, code, members["reason"]) == (400, "ValidationException", reason)
    assert {"name": "agreementId", "message": told} in members["fields"]
    assert told in members["message"]


@pytest.mark.parametrize("operation", PAGED)
@pytest.mark.parametrize(
    ("given", "reason", "member"),
    [
        ({"maxResults": 0}, "INVALID_MAX_RESULTS", "maxResults"),
        ({"maxResults": 51}, "INVALID_MAX_RESULTS", "maxResults"),
        ({"nextToken": ""}, "INVALID_NEXT_TOKEN", "nextToken"),
        ({"nextToken": "a b"}, "INVALID_NEXT_TOKEN", "nextToken"),
        ({"nextToken": "forged"}, "INVALID_NEXT_TOKEN", "nextToken"),
    ],
)
def test_wrong_paging(
    seller: Reader, unchecked: Any, operation: str, given: dict[str, Any], reason: str, member: str
) -> None:
    usual: dict[str, Any] = {"agreementId": seller.id_of("alder-backup")}
    if operation == "search_agreements":
        wanted = {"PartyType": "Proposer", "AgreementType": "PurchaseAgreement"}
        usual = {"filters": [{"name": name, "values": [value]} for name, value in wanted.items()]}
    _, code, members = refusal(getattr(unchecked, operation), **usual, **given)
    assert (code, members["reason"]) == ("ValidationException", reason)
    assert [each["name"] for each in members["fields"]] == [member]


@pytest.mark.parametrize(
    ("reading", "expected"),
    [
        ("typed", {"AccessDeniedException": 403, "ThrottlingException": 429, "ResourceNotFoundException": 404}),
        ("always_400", {"AccessDeniedException": 400, "ThrottlingException": 400, "ResourceNotFoundException": 400}),
    ],
)
@pytest.mark.parametrize("cbor", [False, True], ids=["json", "cbor"])
def test_the_reading_decides_the_status(seller: Reader, reading: str, expected: dict[str, int], cbor: bool) -> None:
    seller.marketplace.set_readings(agreement_error_status=reading)
    reader = Reader(seller.marketplace, cbor=cbor)
    for code, status in {**expected, "ValidationException": 400, "InternalServerException": 500}.items():
        seller.marketplace.add_fault(operation="DescribeAgreement", error=code, times=1)
        assert refusal(reader.client.describe_agreement, agreementId="agmt-any")[:2] == (status, code)
    seller.marketplace.add_fault(operation="DescribeAgreement", error="ThrottlingException", status=503, times=1)
    assert refusal(reader.client.describe_agreement, agreementId="agmt-any")[0] == 503, "a rule's own status stays"
    assert refusal(reader.client.describe_agreement, agreementId="agmt-any")[:2] == (
        expected["ResourceNotFoundException"],
        "ResourceNotFoundException",
    )
    exchange = seller.marketplace.exchanges()[-1]
    assert exchange["readings"]["agreement_error_status"] == reading
    metering = seller.marketplace.client(config=Config(retries={"total_max_attempts": 1}))
    assert refusal(metering.resolve_customer, RegistrationToken="throttled")[0] == 400


def test_an_error_s_members_on_the_wire(served: Marketplace) -> None:
    headers = {
        "X-Amz-Target": "AWSMPCommerceService_v20200301.DescribeAgreement",
        "Content-Type": "application/x-amz-json-1.0",
        "Authorization": AUTHORIZATION,
    }
    answer = httpx.post(served.url, content=b'{"agreementId": "agmt-nobody"}', headers=headers, trust_env=False)
    assert (answer.status_code, answer.headers["content-type"]) == (404, "application/x-amz-json-1.0")
    body = answer.json()
    assert set(body) == {"__type", "message", "requestId", "resourceId", "resourceType"}
    assert body["__type"] == answer.headers["x-amzn-errortype"] == "ResourceNotFoundException"
    assert body["requestId"] == answer.headers["x-amzn-requestid"]


@pytest.mark.parametrize("operation", [*BY_ID, "search_agreements"])
def test_a_word_asks_for_an_error(unchecked: Any, operation: str) -> None:
    given: dict[str, Any] = {"agreementId": "internal-server"}
    if operation == "search_agreements":
        given = {"filters": [{"name": "InitialAgreementId", "values": ["internal-server"]}]}
    assert refusal(getattr(unchecked, operation), **given)[:2] == (500, "InternalServerException")
