"""The home page and a product's page, at the wire: what they show, and what a purchase does."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import quote

import pytest

from tests.console.buyer import Buyer, resolve

HOSTILE = "<script>alert('1')</script> \"&amp; {{ 7 * 7 }}"


@pytest.mark.parametrize("generation", ["legacy", "concurrent"])
def test_a_new_buyer_subscribes_by_a_click(buyer: Buyer, codes: dict[str, str], generation: str) -> None:
    known = {each["customer_aws_account_id"] for each in buyer.marketplace.buyers()}
    made = buyer.subscribe(codes[generation])
    assert made["product_code"] == codes[generation]
    assert made["customer_aws_account_id"] not in known
    assert (made["status"], made["free_trial"], made["auto_renew"]) == ("ACTIVE", False, False)
    name = buyer.marketplace.buyers()[-1]["name"]
    assert name in buyer.get(f"/console/buy/{codes[generation]}")


def test_what_a_contract_grants_is_what_was_typed(buyer: Buyer, codes: dict[str, str]) -> None:
    made = buyer.subscribe(
        codes["legacy"],
        **{"entitlements": "shown", "entitlements.seats.value": "25", "entitlements.enterprise.value": "true"},
        duration="P12M",
        auto_renew="true",
        new_buyer="larch-mills",
    )
    assert made["entitlements"] == {"seats": 25, "enterprise": True}
    assert (made["duration"], made["auto_renew"]) == ("P12M", True)
    assert buyer.marketplace.buyers()[-1]["name"] == "larch-mills"


def test_the_name_of_an_agreement_says_who_bought_what(buyer: Buyer, codes: dict[str, str]) -> None:
    first = buyer.subscribe(codes["concurrent"], new_buyer="larch-mills")
    product = next(each for each in buyer.marketplace.products() if each["product_code"] == codes["concurrent"])
    assert first["name"] == f"larch-mills-{product['name']}"
    again = buyer.subscribe(codes["concurrent"], buyer=first["customer_aws_account_id"])
    assert again["name"].startswith(f"{first['name']}-")
    buyer.subscribe(codes["concurrent"], new_buyer="🦊" * 190)


def test_a_name_that_another_buyer_has_is_refused_by_the_name(buyer: Buyer, codes: dict[str, str]) -> None:
    buyer.subscribe(codes["legacy"], new_buyer="larch-mills")
    refused = html.unescape(buyer.post(f"/console/buy/{codes['concurrent']}", 409, new_buyer="larch-mills").text)
    assert "there is a buyer 'larch-mills' already; choose this buyer from the list" in refused


def test_a_browser_is_not_sent_to_the_emulator_itself(buyer: Buyer, codes: dict[str, str]) -> None:
    made = buyer.subscribe(codes["legacy"])
    path = f"/console/set-up/{made['agreement_id']}"
    refused = buyer.post(path, 422, choice="fresh", fulfillment_url="http://127.0.0.1:4100/register")
    assert "which is this emulator; enter the address of your page" in refused.text
    assert "127.0.0.1:4100/register" not in buyer.get(path)


def test_the_set_up_leads_to_where_the_answer_about_a_used_token_is_chosen(buyer: Buyer, codes: dict[str, str]) -> None:
    page = buyer.get(f"/console/set-up/{buyer.subscribe(codes['legacy'])['agreement_id']}")
    link = re.search(r'href="(/console/switchboard/readings)#(\w+)"', page)
    assert link is not None
    assert f'id="{link[2]}"' in buyer.get(link[1])


def test_the_page_of_the_example_seller_can_be_found_again(
    buyer: Buyer, codes: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = buyer.marketplace.world
    monkeypatch.setattr(world, "default_fulfillment_url", "http://localhost:4101/")  # other tests share this world
    made = buyer.subscribe(codes["legacy"])
    path = f"/console/set-up/{made['agreement_id']}"
    assert "This is the page of the example seller" in buyer.get(path)
    buyer.hand_over(made["agreement_id"], "fresh")
    assert "The example seller's page is <code>http://localhost:4101/</code>" in buyer.get(path)


def test_an_agreement_that_another_follows_leads_to_it_and_back(buyer: Buyer, codes: dict[str, str]) -> None:
    first = buyer.subscribe(codes["legacy"], duration="P12M", auto_renew="false")["agreement_id"]
    path = f"/console/agreements/{first}"
    second = buyer.post(f"{path}/steps/renew", 303).headers["Location"]
    assert f'This agreement follows <a href="{path}">' in buyer.get(second)
    page = buyer.get(path)
    assert f'This agreement is RENEWED: <a href="{second}">another one follows it</a>' in page
    assert "auto renew</span> <code>no</code>" in page


def test_the_length_of_a_term_is_in_words(buyer: Buyer, codes: dict[str, str]) -> None:
    made = buyer.subscribe(codes["legacy"], duration="P12M")
    assert '<span class="muted">12 months</span>' in buyer.get(f"/console/agreements/{made['agreement_id']}")


def test_an_offer_grants_what_it_says_unless_the_buyer_says_something_else(buyer: Buyer, codes: dict[str, str]) -> None:
    offer = buyer.marketplace.create_offer(
        "Yearly", product_code=codes["legacy"], duration="P12M", entitlements={"seats": 10, "enterprise": True}
    )
    page = buyer.get(f"/console/buy/{codes['legacy']}")
    assert 'name="entitlements.seats.value" autocomplete="off" value="10"' in page
    assert 'name="entitlements.enterprise.value" autocomplete="off" value="true"' in page
    shown = {
        "offer_id": offer["offer_id"],
        "entitlements": "shown",
        "entitlements.seats.value": "10",
        "entitlements.enterprise.value": "true",
    }
    assert buyer.subscribe(codes["legacy"], **shown)["entitlements"] == {"seats": 10, "enterprise": True}
    more = shown | {"entitlements.seats.value": "11", "entitlements.enterprise.value": ""}
    assert buyer.subscribe(codes["legacy"], **more)["entitlements"] == {"seats": 11}


def test_a_free_trial_is_told_to_the_seller(buyer: Buyer, codes: dict[str, str]) -> None:
    buyer.marketplace.create_offer("Trial", product_code=codes["concurrent"], free_trial_days=14)
    page = buyer.get(f"/console/buy/{codes['concurrent']}")
    assert "Begin with a free trial of 14 days" in page
    assert 'name="free_trial" value="true" checked' in page
    made = buyer.subscribe(codes["concurrent"], free_trial="true")
    assert made["free_trial"]
    assert buyer.hand_over(made["agreement_id"], "fresh")["x-amzn-marketplace-offer-type"] == "free-trial"
    declined = buyer.subscribe(codes["concurrent"], free_trial="false")
    assert not declined["free_trial"]
    assert [*buyer.hand_over(declined["agreement_id"], "fresh")] == ["x-amzn-marketplace-token"]


def test_a_private_offer_is_for_its_buyers_alone(buyer: Buyer, codes: dict[str, str]) -> None:
    one, other = (each["customer_aws_account_id"] for each in buyer.marketplace.buyers()[:2])
    offer = buyer.marketplace.create_offer("Quiet", product_code=codes["concurrent"], kind="private", buyers=[one])
    path = f"/console/buy/{codes['concurrent']}"
    page = buyer.get(f"{path}?offer={offer['offer_id']}")
    assert re.findall(r'<option value="(\d+|new)"', page) == [one]
    refused = buyer.post(path, 409, offer_id=offer["offer_id"], buyer=other)
    assert "is not for the buyer" in refused.text
    agreement = buyer.subscribe(codes["concurrent"], offer_id=offer["offer_id"], buyer=one)
    assert agreement["offer_id"] == offer["offer_id"]
    count = len(buyer.marketplace.buyers())
    buyer.post(path, 409, offer_id=offer["offer_id"], buyer="new")
    assert len(buyer.marketplace.buyers()) == count, "a refused purchase leaves a new buyer behind"


def test_a_private_offer_of_a_legacy_product_is_for_nobody_once_its_buyer_has_subscribed(
    buyer: Buyer, codes: dict[str, str]
) -> None:
    account = buyer.marketplace.create_buyer("larch-mills")["customer_aws_account_id"]
    offer = buyer.marketplace.create_offer("Quiet", product_code=codes["legacy"], kind="private", buyers=[account])
    path = f"/console/buy/{codes['legacy']}?offer={offer['offer_id']}"
    assert 'type="submit">Subscribe' in buyer.get(path)
    buyer.subscribe(codes["legacy"], offer_id=offer["offer_id"], buyer=account)
    page = buyer.get(path)
    assert "All buyers of this offer have subscribed" in page
    assert 'type="submit" disabled>Subscribe' in page


def test_an_offer_that_is_over_is_shown_and_not_sold(buyer: Buyer, codes: dict[str, str]) -> None:
    offer = buyer.marketplace.create_offer("Summer", product_code=codes["concurrent"], expires_at="now+1h")
    buyer.marketplace.clock.advance("2h")
    page = buyer.get(f"/console/buy/{codes['concurrent']}?offer={offer['offer_id']}")
    assert "This offer could be accepted until" in page
    assert '<button class="primary" type="submit" disabled>' in page
    assert "there is no offer" in html.unescape(buyer.get(f"/console/buy/{codes['concurrent']}?offer=nothing", 404))


def test_a_legacy_buyer_who_has_subscribed_cannot_again_and_a_concurrent_one_can(
    buyer: Buyer, codes: dict[str, str]
) -> None:
    for generation, status in (("legacy", 409), ("concurrent", 303)):
        account = buyer.subscribe(codes[generation])["customer_aws_account_id"]
        path = f"/console/buy/{codes[generation]}"
        option = re.search(rf'<option value="{account}".*?</option>', buyer.get(path))
        assert option is not None
        assert "has subscribed" in option[0]
        assert (" disabled" in option[0]) == (generation == "legacy")
        buyer.post(path, status, buyer=account)


def test_a_product_that_is_not_there_is_told(buyer: Buyer) -> None:
    buyer.get("/console/buy/nothing", 404)
    buyer.post("/console/buy/nothing", 404)
    buyer.get("/console/set-up/nothing", 404)


def test_hostile_names_are_text(buyer: Buyer) -> None:
    product = buyer.marketplace.create_product(
        HOSTILE,
        product_code='a/b?c=<d>&"e"',
        dimensions=[{"key": "seats", "name": "<u>", "unit": "'\"><img>", "types": ["Entitled"]}],
    )
    buyer.marketplace.create_offer(HOSTILE, product_code=product["product_code"], entitlements={"seats": "<i>"})
    made = buyer.subscribe(product["product_code"], new_buyer=HOSTILE)
    pages = (
        buyer.get("/"),
        buyer.get(f"/console/buy/{quote(product['product_code'])}"),
        buyer.get(f"/console/set-up/{made['agreement_id']}"),
    )
    for page in pages:
        assert html.escape(HOSTILE) in page.replace("&#39;", "&#x27;").replace("&#34;", "&quot;")
        for tag in ("<script>", "<u>", "<img>", "<i>", "<d>"):
            assert tag not in page.partition("<main")[2], tag


def test_home_shows_the_latest_registrations(buyer: Buyer, codes: dict[str, str]) -> None:
    assert "No page has asked AWS about a token yet" in buyer.get("/")
    made = buyer.subscribe(codes["concurrent"], new_buyer="larch-mills")
    resolve(buyer.marketplace, buyer.hand_over(made["agreement_id"], "fresh")["x-amzn-marketplace-token"])
    resolve(buyer.marketplace, "forged")
    rows = re.findall(r'<tr id="registration-.*?</tr>', buyer.get("/"), re.DOTALL)
    assert "InvalidTokenException" in rows[0]
    assert "larch-mills" in rows[1]
    assert ">ok<" in rows[1]


def test_home_pages_through_many_products(buyer: Buyer) -> None:
    for number in range(30):
        buyer.marketplace.create_product(f"product-{number}")
    first = buyer.get("/")
    following = re.search(r'href="(/\?cursor=\d+)"', first)
    assert following is not None
    names = re.findall(r"<h3>(product-\d+)</h3>", first + buyer.get(following[1]))
    assert names == [f"product-{number}" for number in range(30)]


def test_a_page_stays_small_whatever_there_is(buyer: Buyer) -> None:
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
    code = buyer.marketplace.create_product("p" * 200, dimensions=dimensions)["product_code"]
    for number in range(60):
        buyer.marketplace.create_offer(f"{number}{'o' * 190}", product_code=code)
        buyer.marketplace.create_buyer(f"{number}{'b' * 190}")
    page = buyer.get(f"/console/buy/{code}")
    assert len(page.encode()) < 100_000
    assert "And 70 more" in page
    oldest = buyer.marketplace.buyers()[0]["customer_aws_account_id"]
    assert f'value="{oldest}"' not in page
    assert buyer.subscribe(code, other_buyer=oldest)["customer_aws_account_id"] == oldest
