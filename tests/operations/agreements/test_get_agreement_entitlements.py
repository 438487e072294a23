"""GetAgreementEntitlements by boto3: the license's status in every state, and a token that registers its buyer."""

from __future__ import annotations

import json

import pytest

from tests.operations.agreements.reader import BUYER, Reader, refusal

BACKUP = "alder-backup"


@pytest.mark.parametrize("cbor", [False, True], ids=["json", "cbor"])
def test_a_license_in_force(seller: Reader, cbor: bool) -> None:
    known = next(each for each in seller.marketplace.agreements() if each["name"] == BACKUP)
    found = Reader(seller.marketplace, BUYER, cbor=cbor).entitlement(BACKUP)
    token = found.pop("registrationToken")
    assert found == {
        "resource": seller.described(BACKUP)["proposalSummary"]["resources"][0],
        "type": "AWS::Marketplace::Usage",
        "status": "PROVISIONED",
        "statusReasonCode": "AGREEMENT_ACTIVE",
        "licenseArn": known["license_arn"],
    }
    assert (len(token), "+" in token, "/" in token) == (184, True, True)


@pytest.mark.parametrize("lifetime", ["4h", "1h", "30m"])
def test_its_token_resolves_for_half_an_hour_under_any_reading(buyer: Reader, lifetime: str) -> None:
    buyer.marketplace.set_readings(token_lifetime=lifetime)
    token = buyer.entitlement(BACKUP)["registrationToken"]
    metering = buyer.marketplace.client()
    answer = metering.resolve_customer(RegistrationToken=token)
    assert answer["CustomerAWSAccountId"] == "210987654321"
    assert answer["Metadata"] == {"AgreementId": buyer.id_of(BACKUP)}
    buyer.marketplace.clock.advance("29m59s")
    metering.resolve_customer(RegistrationToken=token)
    buyer.marketplace.clock.advance("1s")
    assert refusal(metering.resolve_customer, RegistrationToken=token)[1] == "ExpiredTokenException"


def test_the_reading_of_half_an_hour_decides_for_other_tokens(seller: Reader) -> None:
    seller.marketplace.set_readings(token_lifetime="30m")
    token, metering = seller.marketplace.mint_token(seller.id_of(BACKUP)), seller.marketplace.client()
    metering.resolve_customer(RegistrationToken=token)
    seller.marketplace.clock.advance("30m")
    assert refusal(metering.resolve_customer, RegistrationToken=token)[1] == "ExpiredTokenException"


def test_each_answer_has_a_new_token_and_both_parties_get_one(seller: Reader, buyer: Reader) -> None:
    tokens = [reader.entitlement(BACKUP)["registrationToken"] for reader in (seller, buyer, seller)]
    assert len({*tokens}) == 3
    for token in tokens:
        seller.marketplace.client().resolve_customer(RegistrationToken=token)


def states(seller: Reader) -> dict[str, tuple[str, str]]:
    """Bring agreements into every state, and return what the entitlement of each should be."""
    code, account = seller.product("harbor-backup"), "210987654321"
    for name, fields in {
        "later": {"start_time": "now+1d"},
        "unpaid": {"payment": "fails"},
        "cancelled": {},
        "young": {},
    }.items():
        body = {"product_code": code, "customer_aws_account_id": account, "name": name, **fields}
        seller.marketplace.request("POST", "/agreements", body)
    seller.marketplace.cancel_agreement(seller.id_of("cancelled"))
    return {
        "later": ("SCHEDULED", "FUTURE_START_DATE"),
        "unpaid": ("FAILED", "INVALID_PAYMENT_INSTRUMENT"),
        "cancelled": ("DEPROVISIONED", "AGREEMENT_INACTIVE"),
        "young": ("PENDING", "PROVISIONING_IN_PROGRESS"),
    }


def test_every_other_state_has_a_reason_and_no_token(seller: Reader) -> None:
    expected = states(seller)
    seller.marketplace.set_readings(entitlement_propagation="5m")
    for name, state in expected.items():
        found = seller.entitlement(name)
        assert (name, found["status"], found["statusReasonCode"]) == (name, *state)
        assert "registrationToken" not in found
        assert ("licenseArn" in found) == (name in ("unpaid", "cancelled"))
    seller.marketplace.clock.advance("5m")
    assert seller.entitlement("young")["status"] == "PROVISIONED"
    seller.marketplace.clock.advance("1d")
    assert seller.entitlement("later")["status"] == "PROVISIONED"


def test_a_suspended_buyer_s_entitlement_has_failed(seller: Reader) -> None:
    seller.marketplace.suspend_buyer("210987654321")
    found = seller.entitlement(BACKUP)
    assert (found["status"], found["statusReasonCode"]) == ("FAILED", "ACCOUNT_SUSPENDED")
    seller.marketplace.restore_buyer("210987654321")
    assert seller.entitlement(BACKUP)["status"] == "PROVISIONED"


def test_an_agreement_ends_at_the_very_second(seller: Reader) -> None:
    seller.marketplace.request(
        "POST",
        "/agreements",
        {
            "product_code": seller.product("harbor-backup"),
            "customer_aws_account_id": "210987654321",
            "name": "short",
            "end_time": "now+1h",
        },
    )
    seller.marketplace.clock.advance("59m59s")
    assert seller.entitlement("short")["status"] == "PROVISIONED"
    seller.marketplace.clock.advance("1s")
    assert seller.entitlement("short")["status"] == "DEPROVISIONED"


def test_the_journal_shows_the_token_shortened(buyer: Reader) -> None:
    token = buyer.entitlement(BACKUP)["registrationToken"]
    shown = buyer.marketplace.request("GET", "/exchanges?operation=GetAgreementEntitlements")
    (exchange,) = shown["items"]
    assert exchange["answer"]["agreementEntitlements"][0]["registrationToken"] == f"{token[:12]}…"
    assert token not in json.dumps(shown)


def test_a_foreign_agreement_gives_no_token(seller: Reader, stranger: Reader) -> None:
    before = len(seller.marketplace.tokens())
    call = stranger.client.get_agreement_entitlements
    assert refusal(call, agreementId=seller.id_of(BACKUP))[:2] == (404, "ResourceNotFoundException")
    assert len(seller.marketplace.tokens()) == before
