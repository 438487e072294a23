"""Offers are made and listed, and decide what buyers may accept."""

from __future__ import annotations

from typing import Any

import pytest

from marketplace_emulator import Marketplace, Refused
from marketplace_emulator.steering.offers import OptionalOfferFields
from marketplace_emulator.store import offers

ALDER, BIRCH = "210987654321", "321098765432"
RENEWAL: dict[str, Any] = {"auto_renew": True, "price_increase": "5.00", "lockout_period": "P30D"}


@pytest.fixture
def code(marketplace: Marketplace) -> str:
    """Return the code of a product that is sold by contract and by usage."""
    return next(each["product_code"] for each in marketplace.products() if each["name"] == "harbor-backup")


def test_an_offer_is_listed_as_it_was_made(marketplace: Marketplace, code: str) -> None:
    given: OptionalOfferFields = {
        "kind": "private",
        "buyers": [ALDER],
        "expires_at": "2030-01-01T00:00:00Z",
        "duration": "P12M",
        "free_trial_days": 14,
        "auto_renew": False,
        "lockout_period": "P30D",
        "price_increase": "5.00",
        "adjustment_deadline": "P60D",
        "max_renewals": 2,
        "entitlements": {"gb_protected": 500},
        "price": "1200",
        "proposer_account": "555566667777",
        "proposer_name": "Reseller",
        "resale_authorization_id": "resaleauthz-1",
    }
    made = marketplace.create_offer("a year", product_code=code, **given)
    assert made == {**given, "name": "a year", "product_code": code, "offer_id": made["offer_id"]}
    public = marketplace.create_offer("all", product_code=code, offer_id="offer-mine")
    assert (public["name"], public["kind"], public["buyers"]) == ("all", "public", [])
    assert marketplace.offers() == [made, public]
    assert marketplace.offers(kind="private", product_code=code) == [made]
    assert marketplace.offers(limit=1) == [made]
    assert marketplace.health()["counts"]["offers"] == 2
    marketplace.reset()
    assert marketplace.offers() == []


def test_python_has_each_field_of_an_offer() -> None:
    assert {"name", *OptionalOfferFields.__annotations__} == {*offers.OfferFields.__struct_fields__, "buyers"}


def test_all_agreements_to_a_product_without_offers_have_one_offer(marketplace: Marketplace, code: str) -> None:
    one = marketplace.create_agreement(product_code=code, customer_aws_account_id=ALDER)
    another = marketplace.create_agreement(product_code=code, customer_aws_account_id=BIRCH)
    assert one["offer_id"] == another["offer_id"]
    assert {each["offer_id"] for each in marketplace.agreements(product_code=code)} == {one["offer_id"]}


def test_an_agreement_is_by_the_first_public_offer_and_has_its_terms(marketplace: Marketplace, code: str) -> None:
    marketplace.clock.set("2027-01-31T00:00:00Z", frozen=True)
    marketplace.create_offer("closed", product_code=code, expires_at="now-1d")
    marketplace.create_offer("for birch", product_code=code, kind="private", buyers=[BIRCH])
    offer = marketplace.create_offer(
        "a month", product_code=code, duration="P1M", entitlements={"gb_protected": 7}, **RENEWAL
    )
    made = marketplace.create_agreement(product_code=code, customer_aws_account_id=ALDER)
    assert made["offer_id"] == offer["offer_id"]
    assert made["end_time"] == "2027-02-28T00:00:00Z"
    assert made["entitlements"] == {"gb_protected": 7}
    with pytest.raises(Refused, match=r"the private offer '.*' is not for the buyer 210987654321; add the buyer"):
        marketplace.create_agreement(
            product_code=code,
            customer_aws_account_id=ALDER,
            offer_id=marketplace.offers(kind="private")[0]["offer_id"],
        )


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"product_code": "nosuch"}, "there is no product 'nosuch'; expected one of"),
        ({"kind": "private"}, "a private offer is for some buyers; name them in buyers"),
        ({"buyers": [ALDER]}, "a public offer is for every buyer; leave out buyers"),
        ({"buyers": ["999999999999"]}, "there is no buyer '999999999999'"),
        ({"buyers": ["alder"]}, 'buyers[0] is "alder", expected 12 digits'),
        ({"duration": "12M"}, "expected an ISO 8601 duration, such as P12M"),
        ({"duration": "P1M", "lockout_period": "P1M"}, "expected a number of days, such as P30D"),
        (
            {"lockout_period": "P30D"},
            "the offer has lockout_period, and no auto_renew; give it auto_renew",
        ),
        ({"auto_renew": True, "adjustment_deadline": "P30D"}, "no price_increase; give it price_increase"),
        ({"proposer_name": "Reseller"}, "and no proposer_account"),
        ({"price": "12 dollars"}, "expected US dollars in quotes"),
        ({"price_increase": 5}, "expected a percentage in quotes"),
        ({"expires_at": "soon"}, "expires_at: 'soon' is not a time"),
        ({"entitlements": {"seats": 5}}, "there is no dimension 'seats'"),
        ({"entitlements": {"gb_restored": 5}}, "gb_restored"),
        ({"entitlements": {"gb_protected": {"value": 1, "end_time": "soon"}}}, "entitlements: 'soon' is not a time"),
        ({"offer_id": "offer-1"}, "the offer 'offer-1' already exists; give another name or offer_id"),
        ({"free_trial_days": 0}, "free_trial_days is 0, expected a whole number of at least 1"),
        ({"buyer": "x"}, "'buyer' is not a field; did you mean 'buyers'"),
    ],
)
def test_a_wrong_offer_is_refused_and_nothing_changes(
    marketplace: Marketplace, code: str, fields: dict[str, Any], said: str
) -> None:
    marketplace.create_offer("one", product_code=code, offer_id="offer-1")
    before = marketplace.offers()
    with pytest.raises(Refused) as refused:
        marketplace.request("POST", "/offers", {"name": "x", "product_code": code, **fields})
    assert said in str(refused.value)
    assert refused.value.status in (404, 409, 422)
    assert marketplace.offers() == before
