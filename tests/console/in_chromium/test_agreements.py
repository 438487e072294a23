"""A person works on an agreement in a real browser: every step by its button, tokens, messages, and what becomes new by itself."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from marketplace_emulator import Marketplace, Remote
from marketplace_emulator.agreements import STEPS
from tests.console.in_chromium.chromium import NARROW, NO_SCRIPT
from tests.console.in_chromium.conftest import OpenPage
from tests.console.in_chromium.health import healthy
from tests.console.in_chromium.keyboard import press
from tests.console.in_chromium.watch import Watch
from tests.deliveries.seller import Got, selling
from tests.usage import plant, row

BUYERS = iter(range(1, 10_000))


def accept(emulator: Remote | Marketplace, **fields: Any) -> str:
    """Let a new buyer accept an agreement."""
    code = next(each["product_code"] for each in emulator.products() if each["name"] == "harbor-backup")
    account = emulator.create_buyer(f"a-buyer-of-agreements-{next(BUYERS)}")["customer_aws_account_id"]
    accepted = emulator.accept_agreement(product_code=code, customer_aws_account_id=account, **fields)
    return accepted["agreement_id"]


def look(page: Page, agreement_id: str, of: Remote | Marketplace | None = None) -> None:
    """Open the page of an agreement."""
    page.goto(f"{of.url if isinstance(of, Marketplace) else ''}/console/agreements/{agreement_id}")


def step(page: Page, name: str) -> Locator:
    """Return the form of a step."""
    return page.locator(f"#step-{name} form")


def test_every_step_is_taken_by_its_button(page: Page, remote: Remote) -> None:
    for name in [each for each in STEPS if each not in ("accept", "amend")]:
        unpaid = {"payment": "fails"} if name == "pay" else {"free_trial": True, "free_trial_days": 14}
        agreement_id = accept(remote, duration="P12M", **unpaid)
        look(page, agreement_id)
        step(page, name).get_by_role("button").click()
        if name in ("renew", "replace"):
            expect(page).not_to_have_url(re.compile(agreement_id))
        word = name.replace("_", " ").capitalize()
        expect(page.locator("li[data-tense=past]").filter(has_text=word)).not_to_have_count(0)
        assert remote.agreement(agreement_id)["history"][-1]["step"] == name


def test_what_is_typed_stays_when_a_step_is_refused(page: Page, remote: Remote, watch: Watch) -> None:
    agreement_id = accept(remote, entitlements={"gb_protected": 500})
    look(page, agreement_id)
    amend = step(page, "amend")
    amend.locator("summary").click()
    amend.get_by_label("Value").fill("800")
    amend.get_by_label("End time").last.fill("soon")
    watch.expect("status of 422")
    amend.get_by_role("button").click()
    expect(amend.get_by_role("alert")).to_contain_text("'soon' is not a time; expected now, now+4h")
    expect(amend.get_by_label("Value")).to_have_value("800")
    amend.get_by_label("End time").last.fill("now+30d")
    amend.get_by_role("button").click()
    expect(page.get_by_role("region", name="Details").get_by_role("definition").last).to_contain_text("800")
    assert remote.agreement(agreement_id)["entitlements"] == {"gb_protected": 800}


def test_a_cancelled_customer_is_told_about_by_the_page_itself(alone: Marketplace, page: Page) -> None:
    alone.clock.freeze()
    agreement_id = accept(alone, name="short-story")
    look(page, agreement_id, alone)
    step(page, "cancel").get_by_role("button").click()
    expect(page.get_by_role("main").get_by_text("CANCELLED").first).to_be_visible()
    expect(page.get_by_text("It can take no more steps")).to_be_visible()
    gone = "License Deprovisioned - Manufacturer"
    expect(page.locator("li[data-tense=future]").filter(has_text=gone)).to_be_visible()
    expect(page.locator("ul.messages").get_by_text(gone)).to_have_count(0)
    alone.clock.advance("2h")
    expect(page.locator("ul.messages").get_by_text(gone)).to_be_visible()
    page.get_by_role("link", name="Agreements").first.click()
    page.get_by_label("Status").select_option("CANCELLED")
    page.get_by_role("button", name="Filter").click()
    page.get_by_role("link", name="short-story", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("short-story")


def test_a_message_that_was_lost_is_sent_again(alone: Marketplace, page: Page) -> None:
    alone.clock.freeze()
    statuses = iter([503])

    def answer(_: Got) -> int:
        return next(statuses, 200)

    with selling(answer) as seller:
        alone.subscribe(seller.url)
        agreement_id = accept(alone)
        alone.clock.advance("15s")
        look(page, agreement_id, alone)
        message = page.locator("ul.messages > li").filter(has_text="Purchase Agreement Created")
        expect(message.locator(".attempts")).to_contain_text("503")
        expect(message).to_contain_text("next attempt in")
        message.get_by_role("button", name="Redeliver").click()
        expect(message.locator(".delivery")).to_have_count(2)
        expect(message.locator(".delivery").last).to_contain_text("delivered")
        assert len({each.event_id for each in seller.got}) == 1
        message.get_by_role("link").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Purchase Agreement Created - Proposer")
        expect(page.locator("pre").last).to_contain_text('"detail-type"')


def test_a_token_runs_down_unless_the_clock_stands_still(alone: Marketplace, page: Page) -> None:
    agreement_id = accept(alone)
    look(page, agreement_id, alone)
    page.get_by_label("Lifetime").fill("60s")
    page.get_by_role("button", name="Mint another token").click()
    token = page.locator("ul.tokens > li")
    expect(token.locator(".badge")).to_have_text("fresh")
    first = _width(token)
    page.wait_for_function(
        "first => parseFloat(document.querySelector('.life .left').getAttribute('width')) < first - 0.5", arg=first
    )
    alone.clock.freeze()
    page.reload()
    still, words = _width(token), token.locator(".words").inner_text()
    page.wait_for_timeout(1200)  # the bar moves every second
    assert (_width(token), token.locator(".words").inner_text()) == (still, words)
    alone.clock.advance(55)
    alone.clock.resume()
    expect(token.locator(".badge")).to_have_text("expired", timeout=15_000)
    expect(token.locator(".words")).to_contain_text("expired")


def test_the_words_of_a_life_are_the_same_with_a_script(page: Page, remote: Remote) -> None:
    agreement_id = accept(remote)
    for length in ("5h", "3d", "400d"):
        remote.mint(agreement_id, expires_in=length)
    look(page, agreement_id)
    page.wait_for_timeout(1100)
    words = page.locator(".words")
    written = page.evaluate(
        """async () => {
          const text = await (await fetch(location.href)).text();
          return [...new DOMParser().parseFromString(text, "text/html").querySelectorAll(".words")].map((each) => each.textContent);
        }"""
    )
    assert words.all_inner_texts() == written
    assert written == ["1 year 34 days left of 1 year 35 days", "2 days 23 h left of 3 days", "4 h 59 min left of 5 h"]


def _width(token: Locator) -> float:
    return float((token.locator(".left").get_attribute("width") or "").rstrip("%"))


def test_a_chart_says_what_is_under_the_pointer(alone: Marketplace, page: Page) -> None:
    agreement_id = accept(alone)
    plant(alone, [row(alone.agreement(agreement_id), "2.5", dimension="gb_restored")])
    look(page, agreement_id, alone)
    chart = page.locator("figure.plot").first
    box = chart.locator("svg.bars").bounding_box()
    assert box is not None
    expect(chart.locator(".readout")).to_have_text("highest bar: 2.5")
    chart.locator("svg.bars").hover(position={"x": box["width"] - 2, "y": 20})
    expect(chart.locator(".readout")).to_have_text(re.compile(r"^\d{4}-\d\d-\d\d \d\d:00: 2.5$"))
    chart.locator("svg.bars").hover(position={"x": 2, "y": 20})
    expect(chart.locator(".readout")).to_have_text(re.compile(r"\u2013$"))
    page.get_by_role("heading", level=1).hover()
    expect(chart.locator(".readout")).to_have_text("highest bar: 2.5")


def test_keys_alone_are_enough_on_a_small_screen(open_page: OpenPage, remote: Remote) -> None:
    page = open_page(**NARROW)
    agreement_id = accept(remote, duration="P12M")
    look(page, agreement_id)
    amend = step(page, "amend")
    press(page, amend.locator("summary"))
    press(page, amend.get_by_label("End time").last, "n")
    page.keyboard.type("ow+40d")
    press(page, amend.get_by_role("button"))
    expect(page.locator("li[data-tense=past]").filter(has_text="Amend")).to_be_visible()
    press(page, step(page, "cancel").get_by_role("button"), "Space")
    expect(page.get_by_text("It can take no more steps")).to_be_visible()


def test_the_longest_names_fit_a_small_screen(alone: Marketplace, open_page: OpenPage) -> None:
    unit = {"key": "k" * 100, "name": "N" * 80, "unit": "U" * 80, "types": ["ExternallyMetered", "Entitled"]}
    product = alone.create_product("P" * 200, generation="concurrent", dimensions=[unit])
    agreement_id = alone.accept_agreement(
        product_code=product["product_code"],
        customer_aws_account_id=alone.create_buyer("B" * 200)["customer_aws_account_id"],
        name="W" * 200,
        license_arn="l" * 500,
        offer_id="o" * 200,
        entitlements={unit["key"]: "v" * 1000},
    )["agreement_id"]
    alone.mint(agreement_id, token="t" * 5000)
    plant(alone, [row(alone.agreement(agreement_id), "2147483647.123456", dimension=unit["key"])])
    page = open_page(**NARROW)
    look(page, agreement_id, alone)
    healthy(page)
    page.get_by_role("link", name="Agreements").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Agreements")
    healthy(page)


@pytest.mark.parametrize("name", ["amend", "cancel"])
def test_a_step_needs_no_script(open_page: OpenPage, remote: Remote, name: str) -> None:
    page = open_page(**NO_SCRIPT)
    agreement_id = accept(remote, duration="P12M", entitlements={"gb_protected": 500})
    remote.mint(agreement_id, expires_in="4h")
    look(page, agreement_id)
    assert _width(page.locator("ul.tokens > li")) > 90
    form = step(page, name)
    form.locator("summary").click()
    if name == "amend":
        form.get_by_label("Auto renew").select_option("yes")
    form.get_by_role("button").click()
    assert remote.agreement(agreement_id)["history"][-1]["step"] == name
