"""A person at the switchboard: moves of the clock, faults that count while they happen, readings, snapshots, the reset."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from threading import Event
from typing import Any

import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from playwright.sync_api import Locator, Page, expect

from marketplace_emulator import Marketplace
from tests.console.in_chromium.chromium import DARK, NARROW, NO_SCRIPT
from tests.console.in_chromium.conftest import OpenPage
from tests.console.in_chromium.keyboard import press, tab_to
from tests.console.in_chromium.watch import Watch

ONCE = Config(retries={"total_max_attempts": 1})
Sit = Callable[..., Page]


@pytest.fixture
def market() -> Iterator[Marketplace]:
    """An emulator of its own that stands still: these tests move its clock and reset it."""
    with Marketplace(port=0) as marketplace:
        marketplace.clock.freeze()
        marketplace.clock.set("2027-01-20T12:00:00Z")
        yield marketplace


@pytest.fixture
def sit(market: Marketplace, open_page: OpenPage, watch: Watch) -> Sit:
    """Sit down before a page of the switchboard: `sit("/faults", **DARK)`."""
    watch.allow(market.url)

    def sit(path: str = "", **look: Any) -> Page:
        page = open_page(**look)
        page.goto(f"{market.url}/console/switchboard{path}")
        return page

    return sit


def accept(market: Marketplace, **fields: object) -> str:
    """Let a new buyer accept an agreement."""
    buyer = market.create_buyer(f"buyer {len(market.buyers())}")["customer_aws_account_id"]
    agreed = {"product_code": market.products()[0]["product_code"], "customer_aws_account_id": buyer}
    found: str = market.request("POST", "/agreements", {**agreed, **fields})["agreement_id"]
    return found


def move(page: Page, name: str) -> Locator:
    """Find the row of a move."""
    return page.get_by_role("row", name=re.compile(f"^{name}"))


def send(page: Page, button: Locator) -> None:
    """Press a button that sends a form, and wait for the answer."""
    button.click()
    expect(page.locator("[aria-busy=true]")).to_have_count(0)


def shows(page: Page, now: str) -> None:
    """Demand that the clock shows a time, on the switchboard and in the bar."""
    expect(page.locator(".now time")).to_have_attribute("datetime", now)
    expect(page.locator(".clock time")).to_have_attribute("datetime", now)


def resolve(market: Marketplace) -> str | None:
    """Resolve a fresh token over the wire, and return the code of the error."""
    client = market.client(config=ONCE)
    try:
        client.resolve_customer(RegistrationToken=market.mint_token())
    except ClientError as refused:
        return str(refused.response["Error"]["Code"])
    return None


def test_a_fault_is_added_in_three_clicks_and_counts_while_it_happens(market: Marketplace, sit: Sit) -> None:
    page = sit("/faults")
    page.get_by_role("link", name=re.compile("^Throttled")).click()
    page.get_by_role("radio", name=re.compile("^ResolveCustomer")).check()
    send(page, page.get_by_role("button", name="Add"))
    rule = page.locator(".rule", has_text="ThrottlingException").first
    expect(rule).to_contain_text("ResolveCustomer")
    for number in range(1, 4):
        assert resolve(market) == "ThrottlingException"
        expect(rule.locator(".counts")).to_have_text(re.compile(rf"seen\s*{number}\s*applied\s*{number}"))
    send(page, rule.get_by_role("button", name=re.compile("^Remove")))
    expect(page.get_by_text("No faults are in force")).to_be_visible()
    assert resolve(market) is None


def test_a_fault_with_options_by_keys_alone_on_a_small_dark_screen(market: Marketplace, sit: Sit) -> None:
    page = sit("/faults", **{**NARROW, "color_scheme": DARK["color_scheme"]})
    press(page, page.get_by_role("link", name=re.compile("^Slow")))
    tab_to(page, page.get_by_role("radio", name="Every operation"))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name="BatchMeterUsage")).to_be_checked()
    press(page, page.get_by_text("Options: how often"))
    tab_to(page, page.get_by_label("At most this many times"))
    page.keyboard.type("soon")
    tab_to(page, page.get_by_label("Latency"))
    page.keyboard.type("2s")
    press(page, page.get_by_role("button", name="Add"))
    expect(page.locator(".rule", has_text="latency: 2s").first).to_contain_text("BatchMeterUsage")
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_what_is_wrong_stands_in_the_form_and_nothing_typed_is_lost(sit: Sit, watch: Watch) -> None:
    watch.expect("422")
    page = sit("/faults?what=slow")
    page.get_by_text("Options: how often").click()
    page.get_by_label("Until").fill("some day")
    page.get_by_role("button", name="Add").click()
    expect(page.get_by_role("alert")).to_contain_text("'some day' is not a time")
    expect(page.get_by_label("Until")).to_have_value("some day")


def test_all_faults_are_removed_after_a_second_press_without_scripts(market: Marketplace, sit: Sit) -> None:
    words = market.faults()
    market.add_fault(operation="ResolveCustomer", hang=True)
    page = sit("/faults", **NO_SCRIPT)
    page.get_by_text("Remove all", exact=True).click()
    assert market.faults() != words, "the first press tells what the second one does"
    send(page, page.get_by_role("button", name="Remove all faults"))
    expect(page.get_by_text("No faults are in force")).to_be_visible()
    assert market.faults() == words, "the words that are tokens go on"


def test_each_move_does_what_it_told_before(market: Marketplace, sit: Sit) -> None:
    accept(market, end_time="now+10d", auto_renew=True)
    page = sit()
    for name, told, now in (
        ("Next thing due", "2 messages", "2027-01-20T12:00:11Z"),
        ("1 hour on", "Nothing", "2027-01-20T13:00:11Z"),
        ("1 day on", "Nothing", "2027-01-21T13:00:11Z"),
        ("End of the month", "1 renewal", "2027-02-01T00:00:00Z"),
    ):
        expect(move(page, name)).to_contain_text(told)
        send(page, move(page, name).get_by_role("button"))
        shows(page, now)
    page.get_by_label("A time of your own").fill("21d")
    send(page, page.get_by_role("button", name="Look ahead"))
    expect(move(page, "Your own time")).to_contain_text("2 renewals")
    send(page, move(page, "Your own time").get_by_role("button"))
    shows(page, "2027-02-22T00:00:00Z")
    assert sum(each["status"] == "RENEWED" for each in market.agreements()) == 3


def test_the_clock_runs_and_stops_and_other_pages_see_it(market: Marketplace, sit: Sit) -> None:
    page, other = sit(), sit("/readings")
    press(page, page.get_by_role("button", name="Let it run"))
    expect(page.get_by_text("running", exact=True)).to_be_visible()
    for shown in (page.locator(".clock time"), page.locator(".now time")):
        before = shown.text_content()
        assert before is not None
        expect(shown).not_to_have_text(before)  # it goes on
        assert re.fullmatch(r"20 Jan 2027, 12:00:\d\d", shown.text_content() or "")
    expect(other.locator(".clock")).not_to_contain_text("frozen")
    press(page, page.get_by_role("button", name="Freeze it"))
    expect(page.get_by_role("button", name="Let it run")).to_be_visible()
    expect(other.locator(".clock")).to_contain_text("frozen")
    market.clock.set("2027-05-01T00:00:00Z")
    shows(page, "2027-05-01T00:00:00Z")


def test_a_page_says_that_it_moves_and_stays_live_while_messages_are_delivered(market: Marketplace, sit: Sit) -> None:
    answered = Event()
    market.subscribe(lambda _message: answered.wait(20))
    accept(market, end_time="now+10d")
    page, other = sit(), sit("/faults")
    button = move(page, "1 day on").get_by_role("button")
    button.click()
    expect(button).to_have_text("Moving…")
    expect(other.locator(".clock time")).to_have_attribute(
        "datetime", "2027-01-20T12:00:11Z"
    )  # where the messages are due
    market.add_fault(operation="ResolveCustomer", hang=True)
    expect(other.locator(".rule", has_text="Hanging").first).to_be_visible()
    expect(page.locator(".clock time")).to_have_attribute("datetime", "2027-01-20T12:00:11Z")
    answered.set()
    shows(page, "2027-01-21T12:00:00Z")
    expect(button).to_have_text("Move")


def test_a_snapshot_brings_everything_back(market: Marketplace, sit: Sit) -> None:
    page = sit()
    page.get_by_label("Name of the snapshot").fill("before the storm")
    send(page, page.get_by_role("button", name="Save the state"))
    saved = page.locator("#snapshots ~ ul li")
    expect(saved).to_contain_text("before the storm")
    market.clock.advance("3d")
    accept(market)
    saved.get_by_text("Load", exact=True).click()
    send(page, saved.get_by_role("button", name="Load “before the storm”"))
    shows(page, "2027-01-20T12:00:00Z")
    expect(saved.get_by_role("button", name="Load “before the storm”")).to_be_hidden()  # it is asked again another time
    saved.get_by_text("Remove", exact=True).click()
    send(page, saved.get_by_role("button", name="Remove “before the storm”"))
    expect(saved).to_have_count(0)


def test_a_reset_is_confirmed_and_starts_again_without_scripts(market: Marketplace, sit: Sit) -> None:
    before = len(market.agreements())
    accept(market)
    page = sit("", **NO_SCRIPT)
    page.get_by_text("Reset everything").click()
    assert len(market.agreements()) == before + 1, "the first press tells what the second one does"
    send(page, page.get_by_role("button", name="Delete it all and start again"))
    expect(page.get_by_text("running", exact=True)).to_be_visible()
    assert len(market.agreements()) == before


def test_a_reading_is_put_into_force_and_a_timing_is_set(market: Marketplace, sit: Sit) -> None:
    page = sit("/readings")
    send(page, page.get_by_role("button", name="Use 1h for token_lifetime"))
    expect(page.get_by_role("link", name="token_lifetime")).to_be_visible()
    assert market.readings()["token_lifetime"] == "1h"
    length = page.get_by_role("textbox", name="From acceptance to Purchase Agreement Created")
    length.fill("5s")
    length.press("Enter")
    expect(page.get_by_text("default 11s").first).to_be_visible()
    assert market.timings()["created"] == "5s"
