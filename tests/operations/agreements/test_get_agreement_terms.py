"""GetAgreementTerms by boto3: every term that the state gives, and its pages."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from tests.operations.agreements.offer import make_offer
from tests.operations.agreements.reader import NOW, Reader, refusal

ALDER = "210987654321"
ALLOWED = {"multipleDimensionSelection": "Allowed", "quantityConfiguration": "Allowed"}


def bought(seller: Reader, name: str = "bought", **fields: Any) -> Reader:
    """Let a buyer accept an agreement to harbor-backup."""
    body = {"product_code": seller.product("harbor-backup"), "customer_aws_account_id": ALDER, "name": name, **fields}
    seller.marketplace.request("POST", "/agreements", body)
    return seller


def without_ids(terms: dict[str, Any]) -> dict[str, Any]:
    """Check the id and the type of each term, and return the rest."""
    for kind, term in terms.items():
        assert re.fullmatch("term-[0-9a-f]{64}", term.pop("id"))
        assert term.pop("type") == kind[0].upper() + kind[1:]
    return terms


@pytest.mark.parametrize("cbor", [False, True], ids=["json", "cbor"])
def test_a_contract_with_consumption(seller: Reader, cbor: bool) -> None:
    terms = without_ids(Reader(seller.marketplace, cbor=cbor).terms("alder-analytics"))
    assert list(terms) == ["usageBasedPricingTerm", "configurableUpfrontPricingTerm", "legalTerm", "supportTerm"]
    assert terms["usageBasedPricingTerm"] == {
        "currencyCode": "USD",
        "rateCards": [
            {
                "rateCard": [
                    {"dimensionKey": "queries", "price": "0.002"},
                    {"dimensionKey": "rows_exported", "price": "0.01"},
                ]
            }
        ],
    }
    assert terms["configurableUpfrontPricingTerm"] == {
        "currencyCode": "USD",
        "rateCards": [
            {
                "selector": {"type": "Duration", "value": "P1M"},
                "constraints": ALLOWED,
                "rateCard": [{"dimensionKey": "seats", "price": "25"}],
            },
            {
                "selector": {"type": "Duration", "value": "P12M"},
                "constraints": ALLOWED,
                "rateCard": [
                    {"dimensionKey": "seats", "price": "250"},
                    {"dimensionKey": "enterprise", "price": "12000"},
                ],
            },
        ],
        "configuration": {
            "selectorValue": "P12M",
            "dimensions": [
                {"dimensionKey": "seats", "dimensionValue": 25},
                {"dimensionKey": "enterprise", "dimensionValue": 1},
            ],
        },
    }
    assert terms["legalTerm"] == {"documents": [{"type": "StandardEula", "version": "2022-07-14"}]}
    assert terms["supportTerm"]["refundPolicy"]


def test_usage_alone_has_no_upfront_term(seller: Reader) -> None:
    assert list(seller.terms("alder-backup")) == ["usageBasedPricingTerm", "legalTerm", "supportTerm"]


def test_a_dimension_without_a_price_has_none_in_the_rate_card(seller: Reader) -> None:
    made = seller.marketplace.create_product("free", dimensions=[{"key": "clicks"}])
    seller.marketplace.create_agreement(
        product_code=made["product_code"], customer_aws_account_id=ALDER, name="clicking"
    )
    assert seller.terms("clicking")["usageBasedPricingTerm"]["rateCards"] == [
        {"rateCard": [{"dimensionKey": "clicks"}]}
    ]
    seller.marketplace.reset(only=("products",))


def test_a_free_trial_has_its_length_and_no_upfront_term(seller: Reader) -> None:
    terms = without_ids(
        bought(seller, free_trial=True, end_time="now+30d", entitlements={"gb_protected": 7}).terms("bought")
    )
    assert terms["freeTrialPricingTerm"] == {
        "duration": "P30D",
        "grants": [{"dimensionKey": "gb_protected", "maxQuantity": 7}],
    }
    assert "configurableUpfrontPricingTerm" not in terms
    assert terms["validityTerm"] == {"agreementEndDate": NOW + timedelta(days=30)}


def test_an_offer_with_a_price_has_a_fixed_upfront_term(seller: Reader) -> None:
    make_offer(
        seller.marketplace,
        "offer-fixed",
        price="4000.50",
        duration="P12M",
        entitlements={"gb_protected": 10},
        auto_renew=True,
        lockout_period="P30D",
        max_renewals=3,
        price_increase="5.00",
    )
    terms = without_ids(bought(seller, offer_id="offer-fixed").terms("bought"))
    assert terms["fixedUpfrontPricingTerm"] == {
        "currencyCode": "USD",
        "duration": "P12M",
        "price": "4000.50",
        "grants": [{"dimensionKey": "gb_protected", "maxQuantity": 10}],
    }
    assert "configurableUpfrontPricingTerm" not in terms
    assert terms["renewalTerm"] == {
        "configuration": {"enableAutoRenew": True},
        "lockoutPeriod": "P30D",
        "maxRenewals": 3,
        "priceIncrease": {"fixedPercentage": {"value": "5.00"}},
    }
    assert terms["validityTerm"] == {"agreementDuration": "P12M"}
    assert seller.described("bought")["estimatedCharges"]["agreementValue"] == "4000.50"


def test_a_price_increase_with_a_deadline_is_a_range(seller: Reader) -> None:
    increase = {"adjustment_deadline": "P60D", "lockout_period": "P30D", "price_increase": "5.00"}
    make_offer(seller.marketplace, "offer-range", duration="P12M", auto_renew=False, **increase)
    renewal = bought(seller, offer_id="offer-range").terms("bought")["renewalTerm"]
    assert renewal["configuration"] == {"enableAutoRenew": False}
    assert (renewal["adjustmentDeadline"], renewal["priceIncrease"]) == (
        "P60D",
        {"percentageRange": {"defaultValue": "5.00"}},
    )
    assert seller.described("bought")["endTimeBehavior"] == {
        "type": "EXPIRE",
        "reasonCode": "ACCEPTOR_RENEW_OPTED_OUT",
        "renewalSummary": {"offerId": "offer-range"},
    }


def test_the_terms_of_an_offer_have_the_same_ids_in_all_its_agreements(seller: Reader) -> None:
    make_offer(seller.marketplace, "offer-shared")
    make_offer(seller.marketplace, "offer-other")
    for name, offer_id in {"one": "offer-shared", "two": "offer-shared", "three": "offer-other"}.items():
        bought(seller, name, offer_id=offer_id)
    ids = {name: [each["id"] for each in seller.terms(name).values()] for name in ("one", "two", "three")}
    assert ids["one"] == ids["two"]
    assert not {*ids["one"]} & {*ids["three"]}
    assert len({*ids["one"]}) == len(ids["one"])


def test_an_agreement_that_begins_later_has_its_start(seller: Reader) -> None:
    terms = bought(seller, start_time="now+10d", end_time="now+40d").terms("bought")
    assert terms["validityTerm"]["agreementStartDate"] == NOW + timedelta(days=10)


def test_a_duration_is_chosen_by_the_agreement_s_length(seller: Reader) -> None:
    dimension = {"key": "seats", "types": ["Entitled"], "contract_prices": {"P1M": "3", "P12M": "30", "P36M": "80"}}
    code = seller.marketplace.create_product("leased", dimensions=[dimension])["product_code"]
    for length, chosen, value in (("35d", "P1M", "6"), ("300d", "P12M", "60"), ("1000d", "P36M", "160")):
        seller.marketplace.create_agreement(
            product_code=code,
            customer_aws_account_id=ALDER,
            name=length,
            end_time=f"now+{length}",
            entitlements={"seats": 2},
        )
        term = seller.terms(length)["configurableUpfrontPricingTerm"]
        assert (length, term["configuration"]["selectorValue"]) == (length, chosen)
        assert seller.described(length)["estimatedCharges"]["agreementValue"] == value
    seller.marketplace.reset(only=("products",))


@pytest.mark.parametrize("size", [1, 2, 3, 4, 50])
def test_all_pages_together_are_all_terms(seller: Reader, size: int) -> None:
    whole = seller.terms("alder-analytics")
    agreement_id, found, token, pages = seller.id_of("alder-analytics"), dict[str, Any](), dict[str, str](), 0
    while True:
        answer = seller.client.get_agreement_terms(agreementId=agreement_id, maxResults=size, **token)
        found |= {kind: term for each in answer["acceptedTerms"] for kind, term in each.items()}
        pages += 1
        if "nextToken" not in answer:
            break
        token = {"nextToken": answer["nextToken"]}
    assert (found, pages) == (whole, max(1, -(-len(whole) // size)))
    if token:
        other = {"agreementId": seller.id_of("alder-backup"), **token}
        assert "for another agreement" in refusal(seller.client.get_agreement_terms, **other)[2]["message"]
        entitlements = refusal(seller.client.get_agreement_entitlements, agreementId=agreement_id, **token)
        assert entitlements[2]["reason"] == "INVALID_NEXT_TOKEN"


def test_a_foreign_agreement_has_no_terms_to_see(seller: Reader, stranger: Reader) -> None:
    agreement_id = seller.id_of("alder-backup")
    found = refusal(stranger.client.get_agreement_terms, agreementId=agreement_id)
    assert found[:2] == (404, "ResourceNotFoundException")
    assert json.dumps(found[2]).count(agreement_id) == 2
