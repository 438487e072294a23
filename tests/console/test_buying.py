"""The home page and a product's page, at the wire: what they show, and what a purchase does."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import quote

import pytest

from tests.console.person import Person, resolve

HOSTILE = "<script>alert('1')</script> \"&amp; {{ 7 * 7 }}"


@pytest.mark.parametrize("generation", ["legacy", "concurrent"])
def test_a_new_buyer_subscribes_by_a_click(person: Person, codes: dict[str, str], generation: str) -> None:
    known = {each["customer_aws_account_id"] for each in person.marketplace.buyers()}
    made = person.subscribe(codes[generation])
    assert made["product_code"] == codes[generation]
    assert made["customer_aws_account_id"] not in known
    assert (made["status"], made["free_trial"], made["auto_renew"]) == ("ACTIVE", False, False)
    name = person.marketplace.buyers()[-1]["name"]
    assert name in person.get(f"/console/buy/{codes[generation]}")


def test_what_a_contract_grants_is_what_was_typed(person: Person, codes: dict[str, str]) -> None:
    made = person.subscribe(
        codes["legacy"],
        **{"entitlements": "shown", "entitlements.seats.value": "25", "entitlements.enterprise.value": "true"},
        duration="P12M",
        auto_renew="true",
        new_buyer="larch-mills",
    )
    assert made["entitlements"] == {"seats": 25, "enterprise": True}
    assert (made["duration"], made["auto_renew"]) == ("P12M", True)
    assert person.marketplace.buyers()[-1]["name"] == "larch-mills"


def test_the_name_of_an_agreement_says_who_bought_what(person: Person, codes: dict[str, str]) -> None:
    first = person.subscribe(codes["concurrent"], new_buyer="larch-mills")
    product = next(each for each in person.marketplace.products() if each["product_code"] == codes["concurrent"])
    assert first["name"] == f"larch-mills-{product['name']}"
    again = person.subscribe(codes["concurrent"], buyer=first["customer_aws_account_id"])
    assert again["name"].startswith(f"{first['name']}-")
    person.subscribe(codes["concurrent"], new_buyer="🦊" * 190)


def test_a_name_that_another_buyer_has_is_refused_by_the_name(person: Person, codes: dict[str, str]) -> None:
    person.subscribe(codes["legacy"], new_buyer="larch-mills")
    refused = html.unescape(person.post(f"/console/buy/{codes['concurrent']}", 409, new_buyer="larch-mills").text)
    assert "there is a buyer 'larch-mills' already; choose this buyer from the list" in refused


def test_an_offer_grants_what_it_says_unless_the_buyer_says_something_else(
    person: Person, codes: dict[str, str]
) -> None:
    offer = person.marketplace.create_offer(
        "Yearly", product_code=codes["legacy"], duration="P12M", entitlements={"seats": 10, "enterprise": True}
    )
    page = person.get(f"/console/buy/{codes['legacy']}")
    assert 'name="entitlements.seats.value" autocomplete="off" value="10"' in page
    assert 'name="entitlements.enterprise.value" autocomplete="off" value="true"' in page
    shown = {
        "offer_id": offer["offer_id"],
        "entitlements": "shown",
        "entitlements.seats.value": "10",
        "entitlements.enterprise.value": "true",
    }
    assert person.subscribe(codes["legacy"], **shown)["entitlements"] == {"seats": 10, "enterprise": True}
    more = shown | {"entitlements.seats.value": "11", "entitlements.enterprise.value": ""}
    assert person.subscribe(codes["legacy"], **more)["entitlements"] == {"seats": 11}


def test_a_free_trial_is_told_to_the_seller(person: Person, codes: dict[str, str]) -> None:
    person.marketplace.create_offer("Trial", product_code=codes["concurrent"], free_trial_days=14)
    page = person.get(f"/console/buy/{codes['concurrent']}")
    assert "Begin with a free trial of 14 days" in page
    assert 'name="free_trial" value="true" checked' in page
    made = person.subscribe(codes["concurrent"], free_trial="true")
    assert made["free_trial"]
    assert person.hand_over(made["agreement_id"], "fresh")["x-amzn-marketplace-offer-type"] == "free-trial"
    declined = person.subscribe(codes["concurrent"], free_trial="false")
    assert not declined["free_trial"]
    assert [*person.hand_over(declined["agreement_id"], "fresh")] == ["x-amzn-marketplace-token"]


def test_a_private_offer_is_for_its_buyers_alone(person: Person, codes: dict[str, str]) -> None:
    one, other = (each["customer_aws_account_id"] for each in person.marketplace.buyers()[:2])
    offer = person.marketplace.create_offer("Quiet", product_code=codes["concurrent"], kind="private", buyers=[one])
    path = f"/console/buy/{codes['concurrent']}"
    page = person.get(f"{path}?offer={offer['offer_id']}")
    assert re.findall(r'<option value="(\d+|new)"', page) == [one]
    refused = person.post(path, 409, offer_id=offer["offer_id"], buyer=other)
    assert "is not for the buyer" in refused.text
    agreement = person.subscribe(codes["concurrent"], offer_id=offer["offer_id"], buyer=one)
    assert agreement["offer_id"] == offer["offer_id"]
    count = len(person.marketplace.buyers())
    person.post(path, 409, offer_id=offer["offer_id"], buyer="new")
    assert len(person.marketplace.buyers()) == count, "a refused purchase leaves a new buyer behind"


def test_a_private_offer_of_a_legacy_product_is_for_nobody_once_its_buyer_has_subscribed(
    person: Person, codes: dict[str, str]
) -> None:
    account = person.marketplace.create_buyer("larch-mills")["customer_aws_account_id"]
    offer = person.marketplace.create_offer("Quiet", product_code=codes["legacy"], kind="private", buyers=[account])
    path = f"/console/buy/{codes['legacy']}?offer={offer['offer_id']}"
    assert 'type="submit">Subscribe' in person.get(path)
    person.subscribe(codes["legacy"], offer_id=offer["offer_id"], buyer=account)
    page = person.get(path)
    assert "All buyers of this offer have subscribed" in page
    assert 'type="submit" disabled>Subscribe' in page


def test_an_offer_that_is_over_is_shown_and_not_sold(person: Person, codes: dict[str, str]) -> None:
    offer = person.marketplace.create_offer("Summer", product_code=codes["concurrent"], expires_at="now+1h")
    person.marketplace.clock.advance("2h")
    page = person.get(f"/console/buy/{codes['concurrent']}?offer={offer['offer_id']}")
    assert "This offer could be accepted until" in page
    assert '<button class="primary" type="submit" disabled>' in page
    assert "there is no offer" in html.unescape(person.get(f"/console/buy/{codes['concurrent']}?offer=nothing", 404))


def test_a_legacy_buyer_who_has_subscribed_cannot_again_and_a_concurrent_one_can(
    person: Person, codes: dict[str, str]
) -> None:
    for generation, status in (("legacy", 409), ("concurrent", 303)):
        account = person.subscribe(codes[generation])["customer_aws_account_id"]
        path = f"/console/buy/{codes[generation]}"
        option = re.search(rf'<option value="{account}".*?</option>', person.get(path))
        assert option is not None
        assert "has subscribed" in option[0]
        assert (" disabled" in option[0]) == (generation == "legacy")
        person.post(path, status, buyer=account)


def test_a_product_that_is_not_there_is_told(person: Person) -> None:
    person.get("/console/buy/nothing", 404)
    person.post("/console/buy/nothing", 404)
    person.get("/console/set-up/nothing", 404)


def test_hostile_names_are_text(person: Person) -> None:
    product = person.marketplace.create_product(
        HOSTILE,
        product_code='a/b?c=<d>&"e"',
        dimensions=[{"key": "seats", "name": "<u>", "unit": "'\"><img>", "types": ["Entitled"]}],
    )
    person.marketplace.create_offer(HOSTILE, product_code=product["product_code"], entitlements={"seats": "<i>"})
    made = person.subscribe(product["product_code"], new_buyer=HOSTILE)
    pages = (
        person.get("/"),
        person.get(f"/console/buy/{quote(product['product_code'])}"),
        person.get(f"/console/set-up/{made['agreement_id']}"),
    )
    for page in pages:
        assert html.escape(HOSTILE) in page.replace("&#39;", "&#x27;").replace("&#34;", "&quot;")
        for tag in ("<script>", "<u>", "<img>", "<i>", "<d>"):
            assert tag not in page.partition("<main")[2], tag


def test_home_shows_the_latest_registrations(person: Person, codes: dict[str, str]) -> None:
    assert "No page has asked AWS about a token yet" in person.get("/")
    made = person.subscribe(codes["concurrent"], new_buyer="larch-mills")
    resolve(person.marketplace, person.hand_over(made["agreement_id"], "fresh")["x-amzn-marketplace-token"])
    resolve(person.marketplace, "forged")
    rows = re.findall(r'<tr id="registration-.*?</tr>', person.get("/"), re.DOTALL)
    assert "InvalidTokenException" in rows[0]
    assert "larch-mills" in rows[1]
    assert ">ok<" in rows[1]


def test_home_pages_through_many_products(person: Person) -> None:
    for number in range(30):
        person.marketplace.create_product(f"product-{number}")
    first = person.get("/")
    following = re.search(r'href="(/\?cursor=\d+)"', first)
    assert following is not None
    names = re.findall(r"<h3>(product-\d+)</h3>", first + person.get(following[1]))
    assert names == [f"product-{number}" for number in range(30)]


def test_a_page_stays_small_whatever_there_is(person: Person) -> None:
    price = "1234567890.12345678"
    dimensions: Any = [
        {
            "key": f"{number}_{'k' * 90}",
            "name": "n" * 80,
            "unit": "u" * 80,
            "types": ["ExternallyMetered", "Entitled"],
            "price": price,
            "contract_prices": {"P1M": price, "P12M": price},
        }
        for number in range(150)
    ]
    code = person.marketplace.create_product("p" * 200, dimensions=dimensions)["product_code"]
    for number in range(60):
        person.marketplace.create_offer(f"{number}{'o' * 190}", product_code=code)
        person.marketplace.create_buyer(f"{number}{'b' * 190}")
    page = person.get(f"/console/buy/{code}")
    assert len(page.encode()) < 100_000
    assert "And 70 more" in page
    oldest = person.marketplace.buyers()[0]["customer_aws_account_id"]
    assert f'value="{oldest}"' not in page
    assert person.subscribe(code, other_buyer=oldest)["customer_aws_account_id"] == oldest
