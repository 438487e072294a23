"""DescribeAgreement by boto3: what it tells of agreements of every kind, and to whom."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.operations.agreements.offer import make_offer
from tests.operations.agreements.reader import NOW, Reader, refusal


@pytest.mark.parametrize("cbor", [False, True], ids=["json", "cbor"])
def test_a_contract_of_a_year(seller: Reader, cbor: bool) -> None:
    reader = Reader(seller.marketplace, cbor=cbor)
    known = next(each for each in seller.marketplace.agreements() if each["name"] == "dogwood-backup-production")
    start = NOW - timedelta(days=90)
    described = reader.described("dogwood-backup-production")
    (resource,) = described["proposalSummary"].pop("resources")
    assert resource["id"].startswith("prod-") and resource["type"] == "SaaSProduct"
    assert described == {
        "agreementId": known["agreement_id"],
        "acceptor": {"accountId": "543210987654"},
        "proposer": {"accountId": "111122223333"},
        "startTime": start,
        "endTime": NOW + timedelta(days=275),
        "acceptanceTime": start,
        "agreementType": "PurchaseAgreement",
        "estimatedCharges": {"currencyCode": "USD", "agreementValue": "1000"},
        "proposalSummary": {"offerId": known["offer_id"]},
        "status": "ACTIVE",
        "initialAgreementId": known["agreement_id"],
        "endTimeBehavior": {"type": "EXPIRE", "reasonCode": "NO_RENEWAL_TERM"},
    }


def test_usage_without_an_end_has_no_end_time_and_costs_nothing_in_advance(seller: Reader) -> None:
    described = seller.described("alder-backup")
    assert not {"endTime", "endTimeBehavior", "freeTrialSummary"} & described.keys()
    assert described["estimatedCharges"] == {"currencyCode": "USD", "agreementValue": "0"}
    seller.marketplace.set_readings(payg_end_time="9999-01-01")
    assert seller.described("alder-backup")["endTime"].isoformat() == "9999-01-01T00:00:00+00:00"
    assert seller.marketplace.exchanges()[-1]["readings"] == {"payg_end_time": "9999-01-01"}


def test_a_contract_costs_the_prices_of_what_it_grants(seller: Reader) -> None:
    # 25 seats at 250 and the enterprise tier at 12,000, for twelve months
    assert seller.described("alder-analytics")["estimatedCharges"]["agreementValue"] == "18250"


def test_a_free_trial(seller: Reader) -> None:
    described = seller.described("birch-analytics-trial")
    assert described["freeTrialSummary"] == {"trialEndTime": NOW + timedelta(days=14)}
    assert described["estimatedCharges"]["agreementValue"] == "0"


def test_an_agreement_that_has_ended_does_not_renew(seller: Reader) -> None:
    described = seller.described("cedar-analytics")
    assert (described["status"], "endTimeBehavior" in described) == ("CANCELLED", False)


def test_a_renewal_is_told_with_its_offer(seller: Reader) -> None:
    made = seller.marketplace.create_agreement(
        product_code=seller.product("harbor-backup"),
        customer_aws_account_id="210987654321",
        name="renewing",
        end_time="now+365d",
        auto_renew=True,
    )
    assert seller.described("renewing")["endTimeBehavior"] == {
        "type": "RENEW",
        "renewalSummary": {"offerId": made["offer_id"]},
    }


def test_both_parties_see_an_agreement_and_nobody_else(seller: Reader, buyer: Reader, stranger: Reader) -> None:
    assert buyer.described("alder-backup") == seller.described("alder-backup")
    agreement_id = seller.id_of("alder-backup")
    status, code, members = refusal(stranger.client.describe_agreement, agreementId=agreement_id)
    assert (status, code) == (404, "ResourceNotFoundException")
    assert (members["resourceId"], members["resourceType"]) == (agreement_id, "Agreement")
    assert "444455556666" in members["message"]
    unknown = refusal(stranger.client.describe_agreement, agreementId="agmt-nobody")
    assert unknown[2]["message"].replace("agmt-nobody", agreement_id) == members["message"]
    assert stranger.described("cedar-search")["proposer"] == {"accountId": "444455556666"}


def test_the_call_is_about_the_agreement_and_what_it_leads_to(seller: Reader) -> None:
    known = seller.marketplace.agreements()[0]
    seller.described(known["name"])
    for noun in ("agreement_id", "license_arn", "product_code", "customer_aws_account_id"):
        (found,) = seller.marketplace.exchanges(**{noun: known[noun]})  # type: ignore[misc]
        assert found["operation"] == "DescribeAgreement"
    seller.marketplace.add_fault(license_arn=known["license_arn"], error="ThrottlingException")
    assert refusal(seller.client.describe_agreement, agreementId=known["agreement_id"])[:2] == (
        429,
        "ThrottlingException",
    )


def test_a_renewal_follows_as_often_as_the_offer_allows(seller: Reader) -> None:
    make_offer(seller.marketplace, "offer-once", duration="P1M", auto_renew=True, max_renewals=1)
    seller.marketplace.create_agreement(
        product_code=seller.product("harbor-backup"),
        customer_aws_account_id="210987654321",
        name="once",
        offer_id="offer-once",
    )
    first = seller.described("once")
    assert first["endTimeBehavior"]["type"] == "RENEW"
    seller.marketplace.clock.advance("32d")
    assert seller.described("once")["status"] == "RENEWED"
    second = seller.described("once (2)")
    assert second["initialAgreementId"] == first["agreementId"]
    assert second["endTimeBehavior"] == {"type": "EXPIRE", "reasonCode": "RENEWAL_LIMIT_EXHAUSTED"}
    seller.marketplace.clock.advance("32d")
    assert seller.described("once (2)")["status"] == "EXPIRED"
    assert [each for each in seller.marketplace.agreements() if each["name"] == "once (3)"] == []
    assert sorted(seller.found(InitialAgreementId=first["agreementId"])) == ["once", "once (2)"]
