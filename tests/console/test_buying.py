"""The home page, a product's page and the set-up after the purchase, at the wire: what they show, and what their forms do."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import quote

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError, ConnectionClosedError, ReadTimeoutError
from werkzeug.test import Client, TestResponse

from marketplace_emulator import Marketplace
from marketplace_emulator.console.same_host import other_name
from marketplace_emulator.console.token_choices import CHOICES
from marketplace_emulator.control.agreements import AgreementInFull
from marketplace_emulator.serving.wsgi import Wsgi

BROWSER = {"Accept": "text/html,*/*;q=0.8", "Host": "127.0.0.1:4100"}
URL = "http://localhost:8000/register?from=aws"
HOSTILE = "<script>alert('1')</script> \"&amp; {{ 7 * 7 }}"


class Buyer:
    """A buyer's browser without scripts."""

    def __init__(self, marketplace: Marketplace) -> None:
        self.marketplace = marketplace
        self._client = Client(Wsgi(marketplace.site))

    def get(self, path: str, status: int = 200) -> str:
        """Open a page."""
        return self._told(self._client.get(path, headers=BROWSER), status).text

    def post(self, path: str, status: int, **form: str) -> TestResponse:
        """Send a form."""
        headers = BROWSER | {"Origin": "http://127.0.0.1:4100"}
        return self._told(self._client.post(path, headers=headers, data=form), status)

    @staticmethod
    def _told(answer: TestResponse, status: int) -> TestResponse:
        assert answer.status_code == status, answer.text
        return answer

    def subscribe(self, product_code: str, **form: str) -> AgreementInFull:
        """Buy a product, and return the agreement whose set-up comes next."""
        path = f"/console/buy/{quote(product_code)}"
        there = self.post(path, 303, **form).headers["Location"]
        assert there.startswith("/console/set-up/")
        self.get(there)
        return self.marketplace.agreement(there.rpartition("/")[2])

    def hand_over(self, agreement_id: str, choice: str) -> dict[str, str]:
        """Choose what the seller gets, and return the fields of the form that the browser posts to it."""
        answer = self.post(f"/console/set-up/{agreement_id}", 200, choice=choice, fulfillment_url=URL)
        form = re.search(r'<form id="hand-over".*?</form>', answer.text, re.DOTALL)
        assert form is not None
        assert f'method="post" action="{URL}"' in form[0]
        fields = re.findall(r'name="(.*?)" value="(.*?)"', form[0])
        return {html.unescape(name): html.unescape(value) for name, value in fields}


@pytest.fixture
def buyer(marketplace: Marketplace) -> Buyer:
    """A buyer's browser."""
    return Buyer(marketplace)


@pytest.fixture
def codes(marketplace: Marketplace) -> dict[str, str]:
    """The product codes by generation."""
    return {each["generation"]: each["product_code"] for each in reversed(marketplace.products())}


def resolve(marketplace: Marketplace, token: str) -> Any:
    """Ask AWS once, and return the answer, or the error's code or class."""
    client = marketplace.client(config=Config(retries={"total_max_attempts": 1}, read_timeout=1))
    try:
        return client.resolve_customer(RegistrationToken=token)
    except ClientError as error:
        return error.response["Error"]["Code"]
    except (ConnectionClosedError, ReadTimeoutError) as error:
        return type(error).__name__


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
    buyer: Buyer, codes: dict[str, str], choice: str, generation: str
) -> None:
    made = buyer.subscribe(codes[generation])
    token = buyer.hand_over(made["agreement_id"], choice)["x-amzn-marketplace-token"]
    [handover] = buyer.marketplace.handovers(agreement_id=made["agreement_id"])
    assert (handover["token"], handover["choice"], handover["url"]) == (token, choice, URL)
    answer = resolve(buyer.marketplace, token)
    if choice in EXPECTED:
        assert answer == EXPECTED[choice]
        assert EXPECTED[choice] in CHOICES[choice].line or choice in ("hanging", "lost-answer")
    elif choice == "other-product":
        others = {each["product_code"] for each in buyer.marketplace.products() if each["fulfillment_url"] != URL}
        assert answer["ProductCode"] in others - {*codes.values()}
    else:
        assert answer["ProductCode"] == codes[generation]
        assert answer["CustomerAWSAccountId"] == made["customer_aws_account_id"]


def test_a_throttled_token_is_taken_a_minute_later(buyer: Buyer, codes: dict[str, str]) -> None:
    made = buyer.subscribe(codes["concurrent"])
    token = buyer.hand_over(made["agreement_id"], "throttled")["x-amzn-marketplace-token"]
    assert resolve(buyer.marketplace, token) == resolve(buyer.marketplace, token) == "ThrottlingException"
    buyer.marketplace.clock.advance("61s")
    assert resolve(buyer.marketplace, token)["ProductCode"] == codes["concurrent"]


@pytest.mark.parametrize("choice", ["hanging", "lost-answer"])
def test_what_happens_once_does_not_happen_again(buyer: Buyer, codes: dict[str, str], choice: str) -> None:
    made = buyer.subscribe(codes["concurrent"])
    token = buyer.hand_over(made["agreement_id"], choice)["x-amzn-marketplace-token"]
    assert resolve(buyer.marketplace, token) == EXPECTED[choice]
    assert resolve(buyer.marketplace, token)["ProductCode"] == codes["concurrent"]


def test_a_used_token_is_the_last_one_that_the_seller_used(buyer: Buyer, codes: dict[str, str]) -> None:
    buyer.marketplace.set_readings(second_resolve="expired")
    made = buyer.subscribe(codes["concurrent"])
    first = buyer.hand_over(made["agreement_id"], "used")["x-amzn-marketplace-token"]
    assert resolve(buyer.marketplace, first) == "ExpiredTokenException"
    fresh = buyer.hand_over(made["agreement_id"], "fresh")["x-amzn-marketplace-token"]
    assert resolve(buyer.marketplace, fresh)["ProductCode"] == codes["concurrent"]
    assert buyer.hand_over(made["agreement_id"], "used") == {"x-amzn-marketplace-token": fresh}


def test_another_product_is_one_of_another_page_and_made_if_there_is_none(tmp_path: Any) -> None:
    file = tmp_path / "world.yaml"
    file.write_text(
        "products: [{name: one, seller_account: '555566667777'}, {name: two, seller_account: '555566667777'}]\n"
    )
    buyer = Buyer(Marketplace([file]))
    product, second = buyer.marketplace.products()
    made = buyer.subscribe(product["product_code"])
    for _ in range(2):
        token = buyer.hand_over(made["agreement_id"], "other-product")["x-amzn-marketplace-token"]
        other = resolve(buyer.marketplace, token)["ProductCode"]
    codes = [each["product_code"] for each in buyer.marketplace.products()]
    assert codes == [product["product_code"], second["product_code"], other]
    assert len(buyer.marketplace.agreements()) == 2
    buyer.marketplace.set_fulfillment_url(second["product_code"], "http://localhost:9000/")
    buyer.marketplace.set_fulfillment_url(other, URL)
    token = buyer.hand_over(made["agreement_id"], "other-product")["x-amzn-marketplace-token"]
    assert resolve(buyer.marketplace, token)["ProductCode"] == second["product_code"]


def test_the_fulfillment_url_is_kept_for_the_product(
    buyer: Buyer, codes: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = codes["concurrent"]
    made = buyer.subscribe(code)
    path = f"/console/set-up/{made['agreement_id']}"
    assert "--with-example-seller" in buyer.get(path)
    assert "enter the address of your page" in buyer.post(path, 422).text
    assert "expected an absolute http or https URL" in buyer.post(path, 422, fulfillment_url="javascript:1").text
    assert buyer.marketplace.handovers() == []
    buyer.hand_over(made["agreement_id"], "fresh")

    def own() -> str | None:
        return next(each["fulfillment_url"] for each in buyer.marketplace.products() if each["product_code"] == code)

    assert own() == URL
    assert f'value="{html.escape(URL)}"' in buyer.get(path)
    buyer.marketplace.set_fulfillment_url(code, None)
    monkeypatch.setattr(buyer.marketplace.world, "default_fulfillment_url", URL)
    buyer.hand_over(made["agreement_id"], "fresh")
    assert own() is None, "the default was kept as the product's own"


def test_the_hand_over_page_may_post_anywhere_and_names_the_console(buyer: Buyer, codes: dict[str, str]) -> None:
    made = buyer.subscribe(codes["concurrent"])
    path = f"/console/set-up/{made['agreement_id']}"
    answer = buyer.post(path, 200, fulfillment_url=URL)
    assert "form-action http: https:;" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "strict-origin"
    assert "there is no choice" in html.unescape(buyer.post(path, 404, choice="none", fulfillment_url=URL).text)
    assert 'value="expired" checked' in buyer.get(f"{path}?choice=expired")


def test_a_cancelled_agreement_can_still_be_tried(buyer: Buyer, codes: dict[str, str]) -> None:
    made = buyer.subscribe(codes["concurrent"])
    buyer.marketplace.cancel_agreement(made["agreement_id"])
    assert "This agreement has ended" in buyer.get(f"/console/set-up/{made['agreement_id']}")
    assert buyer.hand_over(made["agreement_id"], "fresh")


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


def test_the_set_up_page_warns_of_one_site(buyer: Buyer, codes: dict[str, str]) -> None:
    made = buyer.subscribe(codes["concurrent"])
    path = f"/console/set-up/{made['agreement_id']}"
    buyer.marketplace.set_fulfillment_url(codes["concurrent"], "http://127.0.0.1:8000/")
    assert f'href="http://localhost:4100{path}"' in buyer.get(path)
    buyer.marketplace.set_fulfillment_url(codes["concurrent"], "http://localhost:8000/")
    assert "one site" not in buyer.get(path)
