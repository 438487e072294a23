"""100,000 agreements with tokens are created in one call, and read in pages."""

from __future__ import annotations

import pytest

from marketplace_emulator import Marketplace, Refused


def test_a_hundred_thousand_agreements_with_tokens_are_created_and_resolve() -> None:
    with Marketplace() as marketplace:
        made = marketplace.create_agreements(100_000, name="load")
        assert made["created"] == {"buyers": 100_000, "agreements": 100_000, "tokens": 100_000}
        page = marketplace.request("GET", f"/tokens?full=true&limit=1000&cursor={made['cursors']['tokens']}")
        assert [each["name"] for each in page["items"]] == [f"load-{number}" for number in range(1, 1001)]
        accounts = {
            marketplace.client().resolve_customer(RegistrationToken=each["token"])["CustomerAWSAccountId"]
            for each in page["items"][:50]
        }
        assert len(accounts) == 50


def test_the_same_name_gives_the_same_tokens_everywhere() -> None:
    tokens = []
    for _ in range(2):
        with Marketplace() as marketplace:
            marketplace.create_agreements(3, name="load", tokens=2)
            tokens.append([each["token"] for each in marketplace.tokens() if (each["name"] or "").startswith("load-")])
    assert tokens[0] == tokens[1]
    assert len(set(tokens[0])) == 6


def test_all_agreements_of_one_buyer(marketplace: Marketplace) -> None:
    buyer = marketplace.buyers()[0]["customer_aws_account_id"]
    made = marketplace.create_agreements(5, customer_aws_account_id=buyer, tokens=0, expires_in="1h")
    assert made["created"] == {"buyers": 0, "agreements": 5, "tokens": 0}
    assert len([each for each in marketplace.agreements() if each["name"].startswith(made["name"])]) == 5


def test_all_tokens_get_the_given_lifetime(marketplace: Marketplace) -> None:
    marketplace.create_agreements(2, name="short", expires_in="90s")
    marketplace.clock.advance("91s")
    assert {each["state"] for each in marketplace.tokens() if (each["name"] or "").startswith("short")} == {"expired"}


def test_all_agreements_grant_the_same(marketplace: Marketplace) -> None:
    granted = {"gb_protected": {"value": 7, "end_time": "now+1d"}}
    marketplace.create_agreements(3, name="load", entitlements=granted)
    first, *others = marketplace.entitlements()[-3:]
    assert [each["value"] for each in (first, *others)] == [7, 7, 7]
    assert first["end_time"] < marketplace.entitlements(limit=1)[0]["end_time"]
    assert len({each["license_arn"] for each in (first, *others)}) == 3


def test_a_legacy_product_takes_many_buyers(marketplace: Marketplace) -> None:
    legacy = next(each for each in marketplace.products() if each["generation"] == "legacy")["product_code"]
    assert marketplace.create_agreements(2, product_code=legacy)["created"]["buyers"] == 2


@pytest.mark.parametrize(
    ("fields", "status", "named"),
    [
        ({"count": 0}, 422, "count"),
        ({"count": 200_001}, 422, "count"),
        ({"count": "3"}, 422, "count"),
        ({"count": 3, "tokens": 11}, 422, "tokens"),
        ({"count": 3, "colour": "red"}, 422, "colour"),
        ({"count": 3, "expires_in": "soon"}, 422, "'soon' is not a length of time"),
        ({"count": 3, "entitlements": {"seats": 1}}, 404, "there is no dimension 'seats'"),
        ({"count": 3, "entitlements": {"api_calls": 1}}, 409, "'api_calls' is not Entitled"),
        ({"count": 3, "product_code": "nobody"}, 404, "there is no product 'nobody'"),
        ({"count": 3, "customer_aws_account_id": "000000000000"}, 404, "there is no buyer '000000000000'"),
        ({"count": 3, "name": "taken"}, 409, "taken-1 to -3 already exist"),
    ],
)
def test_a_wrong_call_is_refused_and_nothing_changes(
    marketplace: Marketplace, fields: dict[str, object], status: int, named: str
) -> None:
    marketplace.create_agreements(1, name="taken")
    before = marketplace.buyers(), marketplace.agreements(), marketplace.tokens()
    with pytest.raises(Refused) as refused:
        marketplace.request("POST", "/agreements/bulk", fields)
    assert (refused.value.status, named in str(refused.value)) == (status, True)
    assert (marketplace.buyers(), marketplace.agreements(), marketplace.tokens()) == before


def test_many_agreements_of_one_buyer_to_a_legacy_product_are_refused(marketplace: Marketplace) -> None:
    legacy = next(each for each in marketplace.products() if each["generation"] == "legacy")["product_code"]
    buyer = marketplace.buyers()[0]["customer_aws_account_id"]
    with pytest.raises(Refused, match="one agreement for each buyer") as refused:
        marketplace.create_agreements(2, product_code=legacy, customer_aws_account_id=buyer)
    assert refused.value.status == 409


@pytest.mark.parametrize("noun", ["products", "buyers", "agreements", "tokens", "faults"])
def test_every_listing_is_read_in_pages_that_lose_and_repeat_nothing(marketplace: Marketplace, noun: str) -> None:
    whole = marketplace.request("GET", f"/{noun}?limit=1000")
    assert whole["next"] is None
    pages, cursor = [], 0
    while cursor is not None:
        page = marketplace.request("GET", f"/{noun}?limit=2&cursor={cursor}")
        assert 1 <= len(page["items"]) <= 2
        pages += page["items"]
        cursor = page["next"]
    assert pages == whole["items"]
