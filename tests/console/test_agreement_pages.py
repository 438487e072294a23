"""The pages of an agreement at the wire: its time, its tokens, its messages, its usage and the ledger."""

from __future__ import annotations

import html
import re
from typing import Any
from urllib.parse import quote

import pytest

from marketplace_emulator import Marketplace
from tests.console.form import Form
from tests.console.person import LIST, Person, accept, page_of, text
from tests.usage import HOUR, plant, row

HOSTILE = "<script>alert('1')</script> \"&amp; {{ 7 * 7 }}"


def test_the_history_and_what_is_in_store_are_one_line(person: Person, marketplace: Marketplace) -> None:
    agreement_id = accept(marketplace, duration="P12M", auto_renew=True, free_trial=True, free_trial_days=14)
    marketplace.clock.advance("2d")
    marketplace.amend_agreement(agreement_id, entitlements={"gb_protected": 10})
    page = person.get(page_of(agreement_id))
    read = text(page[page.index('<ol class="moments">') : page.index("</ol>")])
    words = ["Accept", "Amend", "entitlements", '{"gb_protected":10}'.replace(":", ": "), "Now", "End trial", "Renew"]
    assert [read.find(word) for word in words] == sorted(read.find(word) for word in words)
    assert -1 not in [read.find(word) for word in words]
    picture = page[page.index('<svg class="time-line"') : page.index('<ol class="moments">')]
    assert picture.count("<circle") == page.count('<span class="number"')
    assert "style=" not in page


def test_a_long_history_is_on_a_page_of_its_own(person: Person, marketplace: Marketplace) -> None:
    agreement_id = accept(marketplace)
    for number in range(60):
        marketplace.clock.advance("1m")
        marketplace.amend_agreement(agreement_id, entitlements={"gb_protected": number})
    assert "54 earlier moments are not shown." in text(person.get(page_of(agreement_id)))
    first = person.get(f"{page_of(agreement_id)}/history")
    older = re.search(r'rel="next" href="([^"]*)"', first)
    assert older is not None
    assert (first.count('<th scope="row">'), person.get(older[1]).count('<th scope="row">')) == (50, 11)


def test_a_token_has_a_bar_with_what_is_left_of_it(person: Person, marketplace: Marketplace) -> None:
    agreement_id = accept(marketplace)
    there = person.press(f"{page_of(agreement_id)}/tokens", expires_in="4h")
    assert there == f"{page_of(agreement_id)}#tokens"
    token = marketplace.tokens(agreement_id=agreement_id)[0]["token"]
    marketplace.clock.advance("1h")
    page = person.get(page_of(agreement_id))
    assert '<rect class="left" width="75.0%"' in page
    assert "3 h left of 4 h" in text(page)
    assert f'data-copy="{html.escape(token)}"' in page
    assert re.search(r'data-now="\d+\.?\d*" data-frozen', page)
    marketplace.clock.resume()
    assert "data-frozen" not in person.get(page_of(agreement_id))
    marketplace.clock.freeze()
    marketplace.clock.advance("4h")
    page = person.get(page_of(agreement_id))
    assert '<rect class="left" width="0' in page
    assert "data-ends" not in page
    assert "expired 1 h ago" in text(page)


def test_a_wrong_lifetime_is_told(person: Person, marketplace: Marketplace) -> None:
    agreement_id = accept(marketplace)
    assert "expires_in: 'long' is not a length of time" in person.press(
        f"{page_of(agreement_id)}/tokens", 422, expires_in="long"
    )


def test_many_tokens_are_on_pages_of_their_own(person: Person, marketplace: Marketplace) -> None:
    agreement_id = accept(marketplace)
    minted = [marketplace.mint(agreement_id)["token"] for _ in range(60)]
    page = person.get(page_of(agreement_id))
    assert "52 earlier tokens are not shown. All 60 tokens" in text(page)
    first = person.get(f"{page_of(agreement_id)}/tokens")
    older = re.search(r'rel="next" href="([^"]*)"', first)
    assert older is not None
    shown = re.findall(r'data-copy="([^"]*)"', first + person.get(older[1]))
    assert [html.unescape(each) for each in shown] == minted[::-1]


def test_a_message_shows_its_attempts_and_is_sent_again(person: Person, marketplace: Marketplace) -> None:
    told: list[str] = []

    def seller(message: Any) -> None:
        told.append(message)
        if len(told) == 1:
            raise RuntimeError("out of order")

    marketplace.clock.advance("2m")  # what the fixtures' agreements made is over
    marketplace.subscribe(seller)
    agreement_id = accept(marketplace)
    marketplace.clock.advance("2m")
    marketplace.wait_for_deliveries()
    page = person.get(page_of(agreement_id))
    assert "raised RuntimeError" in text(page)
    messages = text(page[page.index('<ul class="messages">') : page.index('aria-labelledby="usage"')])
    assert messages.count("delivered") == 2
    event = marketplace.events(agreement_id=agreement_id)[0]
    before = len(told)
    there = person.press(f"{page_of(agreement_id)}/messages/{event['event_id']}/redeliver")
    assert there == f"{page_of(agreement_id)}#messages"
    marketplace.wait_for_deliveries()
    assert len(told) == before + 1
    own = person.get(f"{page_of(agreement_id)}/messages/{event['event_id']}")
    assert own.count('class="delivery"') == 2
    assert "out of order" in own
    assert "&#34;detail-type&#34;: &#34;Purchase Agreement Created - Proposer&#34;" in own
    path = f"{page_of(agreement_id)}/messages/{event['event_id']}"
    assert person.press(f"{path}/redeliver", **Form(own, f"{path}/redeliver").fields) == path


def test_a_message_that_nobody_took_says_so(person: Person, marketplace: Marketplace) -> None:
    agreement_id = accept(marketplace)
    assert "AWS has sent no message about this agreement yet." in text(person.get(page_of(agreement_id)))
    marketplace.clock.advance("2m")
    page = text(person.get(page_of(agreement_id)))
    assert "Nobody gets these messages." in page
    assert "Sent to nobody" in page
    event_id = marketplace.events(agreement_id=agreement_id)[0]["event_id"]
    reason = person.press(f"{page_of(agreement_id)}/messages/{event_id}/redeliver", 409)
    assert "subscription" in reason


def test_usage_is_charted_and_the_ledger_stands_beside_it(person: Person, marketplace: Marketplace) -> None:
    agreement_id = accept(marketplace)
    agreement = marketplace.agreement(agreement_id)
    assert "No usage has been sent for this agreement yet." in text(person.get(page_of(agreement_id)))
    records = [row(agreement, "2.5", dimension="gb_restored", hour=HOUR - back * 3600) for back in (0, 3, 60)]
    records += [row(agreement, "2.5", dimension="gb_restored", billed=False, status="DuplicateRecord")]
    records += [row(agreement, "2.5", dimension="gb_restored", scope="product", license_arn="")]
    plant(marketplace, records)
    page = person.get(page_of(agreement_id))
    charted = text(page[page.index('<figure class="plot">') : page.index("</figure>")])
    assert "Gigabytes restored" in charted
    assert "7.5 GB billed, 2.5 not" in charted
    table = text(page[page.index("<summary") :])
    assert "5 (+2.5 not billed)" in table
    ledger = text(page[page.index("<h3>Ledger</h3>") :])
    assert "gb_restored 1 hour billed twice 1 DuplicateRecord 7.5 3 records $0.05 $0.375" in ledger
    assert "13 earlier hours are not shown" in text(page)
    assert "billed twice, by ProductCode and by LicenseArn" in ledger
    month = text(person.get(f"{page_of(agreement_id)}?ledger=month"))
    assert "10 4 records $0.05 $0.5" in month


def test_nothing_hostile_becomes_markup(person: Person, marketplace: Marketplace) -> None:
    def seller(message: Any) -> None:
        raise RuntimeError(HOSTILE)

    marketplace.subscribe(seller)
    agreement_id = accept(marketplace, buyer=HOSTILE, name=HOSTILE, license_arn=HOSTILE, offer_id=HOSTILE)
    marketplace.mint(agreement_id, token=HOSTILE)
    marketplace.clock.advance("2m")
    paths = ["", "/tokens", "/messages", "/history"]
    paths += [f"/messages/{each['event_id']}" for each in marketplace.events(agreement_id=agreement_id)]
    for page in [person.get(LIST), *(person.get(page_of(agreement_id) + path) for path in paths)]:
        assert "<script>alert" not in page
        assert html.escape(HOSTILE, quote=False)[:20] in page
    person.get(f"{LIST}?buyer={quote(HOSTILE)}")
    assert "<script>" not in person.get(f"{LIST}/{quote(HOSTILE, safe='')}", 404)


@pytest.mark.parametrize("path", ["", "/tokens", "/messages", "/history", "/messages/nothing", "/steps/cancel"])
def test_an_agreement_that_is_not_there_is_not_found(person: Person, path: str) -> None:
    person.get(f"{LIST}/agmt-nothing{path}", 405 if "steps" in path else 404)


def test_every_page_is_small_however_much_there_is(person: Person, marketplace: Marketplace) -> None:
    many = [{"key": f"dimension_{number}", "types": ["Entitled", "ExternallyMetered"]} for number in range(120)]
    product = marketplace.create_product("colossus", generation="concurrent", dimensions=many)
    account = marketplace.create_buyer("spruce-books")["customer_aws_account_id"]
    granted = {each["key"]: 10**6 for each in many}
    marketplace.subscribe(lambda _: None)
    agreement_id = marketplace.accept_agreement(
        product_code=product["product_code"], customer_aws_account_id=account, entitlements=granted
    )["agreement_id"]
    for number in range(100):
        marketplace.mint(agreement_id)
        marketplace.amend_agreement(agreement_id, entitlements=granted | {"dimension_0": number})
    marketplace.clock.advance("2d")
    agreement = marketplace.agreement(agreement_id)
    keys = [each["key"] for each in many[:30]]
    plant(marketplace, [row(agreement, dimension=key, hour=HOUR - back * 3600) for key in keys for back in range(60)])
    for path in ("", "?ledger=month", "/tokens", "/messages", "/history"):
        assert len(person.get(page_of(agreement_id) + path)) < 100_000, path
    person.take(agreement_id, "amend", **{"entitlements.dimension_1.value": "5"})
    assert marketplace.agreement(agreement_id)["entitlements"] == granted | {"dimension_0": 99, "dimension_1": 5}


def test_an_agreement_that_another_follows_leads_to_it_and_back(person: Person, codes: dict[str, str]) -> None:
    first = person.subscribe(codes["legacy"], duration="P12M", auto_renew="false")["agreement_id"]
    path = f"/console/agreements/{first}"
    second = person.post(f"{path}/steps/renew", 303).headers["Location"]
    assert f'This agreement follows <a href="{path}">' in person.get(second)
    page = person.get(path)
    assert f'This agreement is RENEWED: <a href="{second}">another one follows it</a>' in page
    assert "auto renew</span> <code>no</code>" in page


def test_the_length_of_a_term_is_in_words(person: Person, codes: dict[str, str]) -> None:
    made = person.subscribe(codes["legacy"], duration="P12M")
    assert '<span class="muted">12 months</span>' in person.get(f"/console/agreements/{made['agreement_id']}")
