"""The set-up after the purchase, at the wire: each choice of a token, the fulfillment URL, and the form for the seller."""

from __future__ import annotations

import html
import re
from typing import Any

import pytest

from marketplace_emulator import Marketplace
from marketplace_emulator.console.same_host import other_name
from marketplace_emulator.console.token_choices import CHOICES
from marketplace_emulator.control.page import LARGEST
from tests.console.person import URL, Person, resolve

EXPECTED = {
    "expired": "ExpiredTokenException",
    "forged": "InvalidTokenException",
    "throttled": "ThrottlingException",
    "hanging": "ReadTimeoutError",
    "lost-answer": "ConnectionClosedError",
}
SLOW = ("hanging", "legacy")
"""What waits a second, which is enough for one generation."""


@pytest.mark.parametrize(
    ("choice", "generation"),
    [(choice, each) for choice in CHOICES for each in ("legacy", "concurrent") if (choice, each) != SLOW],
)
def test_each_choice_makes_aws_answer_as_its_line_says(
    person: Person, codes: dict[str, str], choice: str, generation: str
) -> None:
    made = person.subscribe(codes[generation])
    token = person.hand_over(made["agreement_id"], choice)["x-amzn-marketplace-token"]
    [handover] = person.marketplace.handovers(agreement_id=made["agreement_id"])
    assert (handover["token"], handover["choice"], handover["url"]) == (token, choice, URL)
    answer = resolve(person.marketplace, token)
    if choice in EXPECTED:
        assert answer == EXPECTED[choice]
        assert EXPECTED[choice] in CHOICES[choice].line or choice in ("hanging", "lost-answer")
    elif choice == "other-product":
        others = {each["product_code"] for each in person.marketplace.products() if each["fulfillment_url"] != URL}
        assert answer["ProductCode"] in others - {*codes.values()}
    else:
        assert answer["ProductCode"] == codes[generation]
        assert answer["CustomerAWSAccountId"] == made["customer_aws_account_id"]


def test_a_throttled_token_is_taken_a_minute_later(person: Person, codes: dict[str, str]) -> None:
    made = person.subscribe(codes["concurrent"])
    token = person.hand_over(made["agreement_id"], "throttled")["x-amzn-marketplace-token"]
    assert resolve(person.marketplace, token) == resolve(person.marketplace, token) == "ThrottlingException"
    person.marketplace.clock.advance("61s")
    assert resolve(person.marketplace, token)["ProductCode"] == codes["concurrent"]


@pytest.mark.parametrize("choice", ["hanging", "lost-answer"])
def test_what_happens_once_does_not_happen_again(person: Person, codes: dict[str, str], choice: str) -> None:
    made = person.subscribe(codes["concurrent"])
    token = person.hand_over(made["agreement_id"], choice)["x-amzn-marketplace-token"]
    assert resolve(person.marketplace, token) == EXPECTED[choice]
    assert resolve(person.marketplace, token)["ProductCode"] == codes["concurrent"]


def test_a_used_token_is_the_last_one_that_the_seller_used(person: Person, codes: dict[str, str]) -> None:
    person.marketplace.set_readings(second_resolve="expired")
    made = person.subscribe(codes["concurrent"])
    first = person.hand_over(made["agreement_id"], "used")["x-amzn-marketplace-token"]
    assert resolve(person.marketplace, first) == "ExpiredTokenException"
    fresh = person.hand_over(made["agreement_id"], "fresh")["x-amzn-marketplace-token"]
    assert resolve(person.marketplace, fresh)["ProductCode"] == codes["concurrent"]
    assert person.hand_over(made["agreement_id"], "used") == {"x-amzn-marketplace-token": fresh}


def test_a_used_token_is_found_among_any_number_of_tokens(person: Person, codes: dict[str, str]) -> None:
    made = person.subscribe(codes["concurrent"])
    for _ in range(LARGEST):
        person.marketplace.mint_token(made["agreement_id"])
    fresh = person.hand_over(made["agreement_id"], "fresh")["x-amzn-marketplace-token"]
    resolve(person.marketplace, fresh)
    assert person.hand_over(made["agreement_id"], "used") == {"x-amzn-marketplace-token": fresh}


def test_another_product_is_one_of_another_page_and_made_if_there_is_none(tmp_path: Any) -> None:
    file = tmp_path / "world.yaml"
    file.write_text(
        "products: [{name: one, seller_account: '555566667777'}, {name: two, seller_account: '555566667777'}]\n"
    )
    person = Person(Marketplace([file]))
    product, second = person.marketplace.products()
    made = person.subscribe(product["product_code"])
    for _ in range(2):
        token = person.hand_over(made["agreement_id"], "other-product")["x-amzn-marketplace-token"]
        other = resolve(person.marketplace, token)["ProductCode"]
    codes = [each["product_code"] for each in person.marketplace.products()]
    assert codes == [product["product_code"], second["product_code"], other]
    assert len(person.marketplace.agreements()) == 2
    person.marketplace.set_fulfillment_url(second["product_code"], "http://localhost:9000/")
    person.marketplace.set_fulfillment_url(other, URL)
    token = person.hand_over(made["agreement_id"], "other-product")["x-amzn-marketplace-token"]
    assert resolve(person.marketplace, token)["ProductCode"] == second["product_code"]


def test_the_fulfillment_url_is_kept_for_the_product(
    person: Person, codes: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = codes["concurrent"]
    made = person.subscribe(code)
    path = f"/console/set-up/{made['agreement_id']}"
    assert "--with-example-seller" in person.get(path)
    assert "enter the address of your page" in person.post(path, 422).text
    assert "expected an absolute http or https URL" in person.post(path, 422, fulfillment_url="javascript:1").text
    assert person.marketplace.handovers() == []
    person.hand_over(made["agreement_id"], "fresh")

    def own() -> str | None:
        return next(each["fulfillment_url"] for each in person.marketplace.products() if each["product_code"] == code)

    assert own() == URL
    assert f'value="{html.escape(URL)}"' in person.get(path)
    person.marketplace.set_fulfillment_url(code, None)
    monkeypatch.setattr(person.marketplace.world, "default_fulfillment_url", URL)
    person.hand_over(made["agreement_id"], "fresh")
    assert own() is None, "the default was kept as the product's own"


def test_the_hand_over_page_may_post_anywhere_and_names_the_console(person: Person, codes: dict[str, str]) -> None:
    made = person.subscribe(codes["concurrent"])
    path = f"/console/set-up/{made['agreement_id']}"
    answer = person.post(path, 200, fulfillment_url=URL)
    assert "form-action http: https:;" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert "there is no choice" in html.unescape(person.post(path, 404, choice="none", fulfillment_url=URL).text)
    assert 'value="expired" checked' in person.get(f"{path}?choice=expired")


def test_a_cancelled_agreement_can_still_be_tried(person: Person, codes: dict[str, str]) -> None:
    made = person.subscribe(codes["concurrent"])
    person.marketplace.cancel_agreement(made["agreement_id"])
    assert "This agreement has ended" in person.get(f"/console/set-up/{made['agreement_id']}")
    assert person.hand_over(made["agreement_id"], "fresh")


@pytest.mark.parametrize(
    ("url", "host", "other"),
    [
        ("http://127.0.0.1:8000/", "127.0.0.1:4100", "localhost:4100"),
        ("http://localhost:8000/", "localhost:4100", "127.0.0.1:4100"),
        ("http://[::1]:8000/", "[::1]:4100", "localhost:4100"),
        ("http://desk.example/", "DESK.example:4100", ""),
        ("http://localhost:8000/", "127.0.0.1:4100", None),
        ("https://seller.example/", "127.0.0.1", None),
        ("http://127.0.0.1/", "127.0.0.1", "localhost"),
        (None, "127.0.0.1", None),
    ],
)
def test_one_host_for_the_console_and_the_seller_is_one_site(url: str | None, host: str, other: str | None) -> None:
    assert other_name(url, host) == other


def test_the_set_up_page_warns_of_one_site(person: Person, codes: dict[str, str]) -> None:
    made = person.subscribe(codes["concurrent"])
    path = f"/console/set-up/{made['agreement_id']}"
    person.marketplace.set_fulfillment_url(codes["concurrent"], "http://127.0.0.1:8000/")
    assert f'href="http://localhost:4100{path}"' in person.get(path)
    person.marketplace.set_fulfillment_url(codes["concurrent"], "http://localhost:8000/")
    assert "one site" not in person.get(path)


def test_a_browser_is_not_sent_to_the_emulator_itself(person: Person, codes: dict[str, str]) -> None:
    made = person.subscribe(codes["legacy"])
    path = f"/console/set-up/{made['agreement_id']}"
    refused = person.post(path, 422, choice="fresh", fulfillment_url="http://127.0.0.1:4100/register")
    assert "which is this emulator; enter the address of your page" in refused.text
    assert "127.0.0.1:4100/register" not in person.get(path)


def test_the_set_up_leads_to_where_the_answer_about_a_used_token_is_chosen(
    person: Person, codes: dict[str, str]
) -> None:
    page = person.get(f"/console/set-up/{person.subscribe(codes['legacy'])['agreement_id']}")
    link = re.search(r'href="(/console/switchboard/readings)#(\w+)"', page)
    assert link is not None
    assert f'id="{link[2]}"' in person.get(link[1])


def test_the_page_of_the_example_seller_can_be_found_again(
    person: Person, codes: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    world = person.marketplace.world
    monkeypatch.setattr(world, "default_fulfillment_url", "http://localhost:4101/")  # other tests share this world
    made = person.subscribe(codes["legacy"])
    path = f"/console/set-up/{made['agreement_id']}"
    assert "This is the page of the example seller" in person.get(path)
    person.hand_over(made["agreement_id"], "fresh")
    assert "The example seller's page is <code>http://localhost:4101/</code>" in person.get(path)
