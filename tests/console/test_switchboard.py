"""The switchboard moves the clock, tells before what a move does, saves and loads snapshots, and resets."""

from __future__ import annotations

import re
from html import unescape

import pytest
from werkzeug.test import Client

from marketplace_emulator import Marketplace
from marketplace_emulator.serving.wsgi import Wsgi
from tests.console.browser import FORM
from tests.console.form import press, shown

PAGE = "/console/switchboard"
_MOVE = re.compile(
    r'<tr id="move-\d+">\s*<th scope="row">(?P<name>.*?)</th>.*?<td class="happens">(?P<happens>.*?)</td>'
    r'.*?<button name="(?P<member>\w+)" value="(?P<value>[^"]*)"',
    re.DOTALL,
)


@pytest.fixture
def browser(marketplace: Marketplace) -> Client:
    """A browser, on a world that stands still."""
    marketplace.clock.freeze()
    marketplace.clock.set("2027-01-20T12:00:00Z")
    return Client(Wsgi(marketplace.site))


def moves(browser: Client, path: str = PAGE) -> dict[str, tuple[str, dict[str, str]]]:
    """Return each move by its name: what would happen, and what its button sends."""
    found = _MOVE.finditer(shown(browser, path))
    return {
        each["name"]: (
            unescape(re.sub(r"<.*?>", "", each["happens"])).strip(),
            {each["member"]: each["value"]},
        )
        for each in found
    }


def accept(marketplace: Marketplace, **fields: object) -> str:
    """Let a new buyer accept an agreement."""
    buyer = marketplace.create_buyer(f"buyer {len(marketplace.buyers())}")["customer_aws_account_id"]
    agreed = {"product_code": marketplace.products()[0]["product_code"], "customer_aws_account_id": buyer}
    found: str = marketplace.request("POST", "/agreements", {**agreed, **fields})["agreement_id"]
    return found


@pytest.mark.parametrize(
    ("name", "to"),
    [
        ("1 hour on", "2027-01-20T13:00:00Z"),
        ("1 day on", "2027-01-21T12:00:00Z"),
        ("Next thing due", "2027-01-20T12:00:11Z"),
        ("End of the month", "2027-02-01T00:00:00Z"),
    ],
)
def test_each_move_brings_the_clock_to_its_time(marketplace: Marketplace, browser: Client, name: str, to: str) -> None:
    accept(marketplace)
    press(browser, f"{PAGE}/clock", moves(browser)[name][1])
    assert marketplace.request("GET", "/clock")["now"] == to
    assert f'datetime="{to}"' in shown(browser, PAGE)


@pytest.mark.parametrize(
    ("text", "to"),
    [
        ("3d", "2027-01-23T12:00:00Z"),
        ("now+90m", "2027-01-20T13:30:00Z"),
        ("-1d", "2027-01-19T12:00:00Z"),
        ("now", "2027-01-20T12:00:00Z"),
        ("2027-12-24", "2027-12-24T00:00:00Z"),
    ],
)
def test_a_time_of_ones_own_is_looked_ahead_to_and_then_moved_to(
    marketplace: Marketplace, browser: Client, text: str, to: str
) -> None:
    told, form = moves(browser, f"{PAGE}?to={text.replace('+', '%2B')}")["Your own time"]
    assert ("goes back" in told) == text.startswith("-")
    assert marketplace.request("GET", "/clock")["now"] == "2027-01-20T12:00:00Z", "nothing moves by looking"
    press(browser, f"{PAGE}/clock", form)
    assert marketplace.request("GET", "/clock")["now"] == to


@pytest.mark.parametrize("text", ["soon", "<b>", "99999999d", "9999999999999d"])
def test_a_time_that_is_none_is_told_beside_the_field(browser: Client, text: str) -> None:
    page = shown(browser, f"{PAGE}?to={text}")
    assert re.search(r'<p class="problem" role="alert">.*expected', page)
    assert "<b>" not in page and "Your own time" not in page


def test_what_a_move_does_is_told_before(marketplace: Marketplace, browser: Client) -> None:
    assert moves(browser)["1 day on"][0] == "Nothing"
    accept(marketplace, end_time="now+10d", auto_renew=True)
    accept(marketplace, end_time="now+40d")
    accept(marketplace, free_trial=True, free_trial_days=14)
    before = len(marketplace.events())
    told, form = moves(browser, f"{PAGE}?to=41d")["Your own time"]
    counts = {word: int(number) for number, word in re.findall(r"(\d+) ([a-z ]+)", told)}
    messages = counts.pop("messages")
    assert counts == {"renewals": 4, "expiration": 1, "trial end": 1}, "only the first renewal is planned"
    press(browser, f"{PAGE}/clock", form)
    assert len(marketplace.events()) - before == messages
    assert sum(each["status"] == "RENEWED" for each in marketplace.agreements()) == 4


def test_more_steps_than_are_tried_are_told_as_planned(marketplace: Marketplace, browser: Client) -> None:
    accept(marketplace, end_time="now+1h", auto_renew=True)
    told, _ = moves(browser, f"{PAGE}?to=365d")["Your own time"]
    assert told.startswith("As planned now:")
    assert "There are too many steps to try them all" in shown(browser, f"{PAGE}?to=365d")
    assert "As planned" not in moves(browser)["1 day on"][0]


def test_the_clock_stops_and_runs(marketplace: Marketplace, browser: Client) -> None:
    press(browser, f"{PAGE}/clock/run")
    assert marketplace.request("GET", "/clock")["mode"] == "running" and "Freeze it" in shown(browser, PAGE)
    press(browser, f"{PAGE}/clock/freeze")
    assert marketplace.request("GET", "/clock")["mode"] == "frozen" and "Let it run" in shown(browser, PAGE)


def test_what_is_due_is_listed_in_pages(marketplace: Marketplace, browser: Client) -> None:
    made = [accept(marketplace, end_time="now+20d") for _ in range(4)]
    page = shown(browser, PAGE)
    assert all(f"/console/agreements/{each}" in page for each in made)
    assert all(f">{marketplace.agreement(each)['name']}</a>" in page for each in made), "an id says nothing to a person"
    later = re.search(r'href="(/console/switchboard\?cursor=[^"#]*)#due"', page)
    assert later is not None and page.count("expiration") < 4
    assert shown(browser, unescape(later[1])).count("expiration") >= 1


def test_a_snapshot_is_saved_loaded_and_removed(marketplace: Marketplace, browser: Client) -> None:
    name = "before: the end + more"
    first = accept(marketplace)
    press(browser, f"{PAGE}/snapshots", {"name": name})
    accept(marketplace)
    load, remove = re.findall(r'action="(/console/switchboard/snapshots/[^"]*)"', shown(browser, PAGE))
    press(browser, unescape(load))
    assert [each["agreement_id"] for each in marketplace.agreements()][-1] == first
    press(browser, unescape(remove))
    assert "before: the end" not in shown(browser, PAGE) and marketplace.request("GET", "/snapshots")["items"] == []


@pytest.mark.parametrize("name", ["", "../up", "<b>", "a" * 101])
def test_a_wrong_name_of_a_snapshot_is_refused(browser: Client, name: str) -> None:
    answer = browser.post(f"{PAGE}/snapshots", data={"name": name}, headers=FORM)
    assert answer.status_code == 422 and "name" in answer.text and "<b>" not in answer.text


def test_a_reset_starts_again(marketplace: Marketplace, browser: Client) -> None:
    before = len(marketplace.agreements())
    accept(marketplace)
    marketplace.add_fault(operation="ResolveCustomer", hang=True)
    assert "Delete it all and start again" in shown(browser, PAGE), "the second press, after what it does was told"
    press(browser, f"{PAGE}/reset")
    assert len(marketplace.agreements()) == before
    assert marketplace.request("GET", "/clock")["mode"] == "running"


@pytest.mark.parametrize(
    "path", ["clock", "clock/freeze", "clock/run", "snapshots", "snapshots/a/load", "snapshots/a/remove", "reset"]
)
def test_nothing_is_done_by_a_link(browser: Client, path: str) -> None:
    assert browser.get(f"{PAGE}/{path}", headers=FORM).status_code == 405


def test_a_move_nobody_can_make_is_refused(browser: Client) -> None:
    for form in ({}, {"by": "soon"}, {"to": "2"}, {"by": "99999999d"}):
        answer = browser.post(f"{PAGE}/clock", data=form, headers=FORM)
        assert answer.status_code == (303 if form == {"to": "2"} else 422)
