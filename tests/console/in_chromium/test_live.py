"""An open page becomes new by itself, leaves a person's work on it alone, and catches up after it was asleep."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from marketplace_emulator import Marketplace, Remote, connect
from marketplace_emulator.console import live
from tests.conftest import Wire
from tests.console.in_chromium.conftest import OpenPage
from tests.console.in_chromium.watch import Watch
from tests.serving import Served, serving
from tests.wire.raw_http import post

HIDDEN = """(hidden) => {
  Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
  document.dispatchEvent(new Event("visibilitychange"));
}"""
LEAVES = "dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))"
COMES_BACK = "dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))"
COUNT_SAID = """() => {
  window.said = 0;
  new MutationObserver(() => { window.said++; }).observe(document.getElementById("live"), { childList: true, characterData: true });
}"""
WORK = """
<p id="version">{version}</p>
<ul>{rows}</ul>
<details id="more"><summary>More</summary><p>{version} inside</p></details>
<details><summary>Open at first</summary>Text</details>
<form method="post" id="amend"><label>Name <input name="name" id="name" value="{version}"></label>
<label><input type="checkbox" name="sure" id="sure"> Sure</label><button>Amend</button></form>
<form method="post" id="renew"><label>Until <input name="until" id="until" value="{version}"></label><button>Renew</button></form>
<form method="get" id="filter"><label>Outcome <select name="outcome" id="outcome"><option>all<option>ok</select></label></form>
<section id="own" data-keep>{version}</section>
<button id="tab" aria-selected="false" data-keep="aria-selected">{version}</button>
"""


@pytest.fixture
def work(page: Page) -> Page:
    """A page on which much can be done, and which has another version each time that it is asked for."""
    version = 0

    def answer(route: Route) -> None:
        nonlocal version
        version += 1
        rows = "".join(f'<li id="row-{each}">Row {each}</li>' for each in range(40 * version, 0, -1))
        whole = route.fetch(url=route.request.url.replace("/console/work", "/"))
        main = rf"\1{WORK.format(version=version, rows=rows)}\2"
        route.fulfill(response=whole, body=re.sub(r"(<main[^>]*>).*(</main>)", main, whole.text(), flags=re.S))

    page.route("**/console/work", answer)
    page.goto("/console/work")
    return page


@pytest.fixture
def own(watch: Watch) -> Iterator[Marketplace]:
    """An emulator that a test has for itself."""
    with Marketplace(port=0) as marketplace:
        watch.allow(marketplace.url)
        yield marketplace


def asked_for(page: Page, path: str) -> list[str]:
    """Note the requests of a page from now on."""
    noted: list[str] = []
    page.on("request", lambda request: noted.append(request.url) if path in request.url else None)
    return noted


def test_a_page_becomes_new_by_itself_and_says_nothing(page: Page, remote: Remote) -> None:
    page.goto("/")
    page.evaluate(COUNT_SAID)
    for name in ("Amber Archive", "Birch Backup"):
        remote.create_product(name)
        expect(page.get_by_role("heading", name=name)).to_be_visible()
    remote.clock.freeze()
    expect(page.locator("#bar-clock")).to_contain_text("frozen")
    remote.clock.resume()
    expect(page.locator("#bar-clock")).not_to_contain_text("frozen")
    assert page.evaluate("window.said") == 0
    assert page.locator("#live").text_content() == ""


def test_what_a_person_does_on_a_page_stays(work: Page, remote: Remote) -> None:
    page = work
    page.get_by_text("More").click()
    page.locator("#sure").check()
    page.locator("#outcome").select_option("ok")
    page.locator("#tab").evaluate("tab => tab.setAttribute('aria-selected', 'true')")
    page.locator("#name").fill("Grace")
    page.locator("#name").evaluate("field => field.setSelectionRange(1, 3)")
    page.locator("#row-20").evaluate("row => row.scrollIntoView({block: 'center'})")
    place = page.locator("#row-20").bounding_box()
    page.evaluate("window.row = document.getElementById('row-20')")

    remote.mint_token()
    expect(page.locator("#version")).to_have_text("2")

    expect(page.locator("#row-80")).to_have_count(1)
    assert page.evaluate("window.row === document.getElementById('row-20')"), "a row stays the same element"
    now = page.locator("#row-20").bounding_box()
    assert place is not None
    assert now is not None
    assert abs(now["y"] - place["y"]) < 2, "what is read does not move"
    assert page.evaluate("document.activeElement.id") == "name"
    assert page.evaluate("[document.activeElement.selectionStart, document.activeElement.selectionEnd]") == [1, 3]
    expect(page.locator("#name")).to_have_value("Grace")
    expect(page.locator("#sure")).to_be_checked()
    expect(page.locator("#outcome")).to_have_value("ok")
    expect(page.locator("#until")).to_have_value("2")
    expect(page.locator("#more p")).to_have_text("2 inside")
    expect(page.locator("#more p")).to_be_visible()
    expect(page.locator("#own")).to_have_text("1")
    expect(page.locator("#tab")).to_have_text("2")
    expect(page.locator("#tab")).to_have_attribute("aria-selected", "true")


def test_a_page_that_was_asleep_catches_up(page: Page, remote: Remote) -> None:
    page.goto("/")
    asked = asked_for(page, "/")
    for number, (sleeps, wakes) in enumerate(
        (
            (f"({HIDDEN})(true)", f"({HIDDEN})(false)"),
            (LEAVES, COMES_BACK),
            (LEAVES, "dispatchEvent(new Event('online'))"),
        )
    ):
        page.evaluate(sleeps)
        page.wait_for_timeout(100)
        asked.clear()
        name = remote.create_product(f"Elm Export {number}")["name"]
        page.wait_for_timeout(700)
        assert asked == []
        page.evaluate(wakes)
        expect(page.get_by_role("heading", name=name)).to_be_visible()
    assert "seen=" in asked[0]


def test_a_page_outlives_the_emulator(open_page: OpenPage, watch: Watch, tmp_path: Path) -> None:
    store = str(tmp_path / "world.db")
    watch.expect("ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_CONNECTION_RESET")
    page = open_page()
    with serving("--store", store) as served:
        watch.allow(served.url)
        page.goto(served.url)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("#live")).to_contain_text("The emulator does not answer")
    with serving("--store", store, "--port", served.url.rpartition(":")[2]) as again, connect(again.url) as remote:
        name = remote.create_product("Cedar Cache")["name"]
        expect(page.get_by_role("heading", name=name)).to_be_visible()
        expect(page.locator("#live")).to_be_empty()


def test_a_page_that_is_one_too_many_asks_now_and_then(
    page: Page, own: Marketplace, watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "MOST", 0)
    watch.expect("503")
    page.goto(own.url)
    own.create_product("Dogwood Disk")
    expect(page.get_by_role("heading", name="Dogwood Disk")).to_be_visible()
    expect(page.locator("#live")).to_be_empty()


def test_several_pages_keep_up_with_thousands_of_exchanges(page: Page, emulator: Served, remote: Remote) -> None:
    pages = [page, *(page.context.new_page() for _ in range(6))]  # more than a browser has connections
    for each in pages:
        each.goto("/")
    asked = asked_for(page, "/")
    for _ in range(5):
        Wire(emulator.url).raw(post("valid") * 499 + post("valid", "Connection: close"))
        page.wait_for_timeout(100)
    name = remote.create_product("Fir Files")["name"]
    for each in pages:
        expect(each.get_by_role("heading", name=name)).to_be_visible()
        each.close()
    assert 0 < len(asked) < 30, "some of 2,500 changes are taken together"


def test_a_form_that_leads_back_to_its_page_leaves_the_rest_alone(page: Page, own: Marketplace) -> None:
    page.goto(f"{own.url}/console/switchboard/readings")
    page.evaluate("window.same = true")
    form = page.locator("form.timing").first
    field = form.locator("input:not([type=hidden])").first
    for value in ("7s", "9s"):
        field.fill(value)
        field.press("Enter")
        expect(page.locator("#live")).to_have_text("Done.")
        expect(form.get_by_text("default", exact=False)).to_be_visible()
        expect(field).to_have_attribute("value", value)
        expect(field).to_have_value(value)
        expect(field).to_be_focused()
    own.reset()
    page.wait_for_timeout(1000)
    expect(field).to_have_value("9s")  # it has the focus
    field.blur()
    expect(field).not_to_have_value("9s")
    page.get_by_role("button", name="Use").first.click()
    expect(page.get_by_role("main")).to_be_focused()  # the button is gone
    assert page.evaluate("window.same")
    page.goto(f"{own.url}/console/switchboard")
    page.evaluate("window.same = true")
    page.get_by_role("button", name="Freeze it").click()
    expect(page.get_by_role("button", name="Let it run")).to_be_visible()
    assert page.evaluate("window.same")
    assert page.evaluate("document.activeElement !== document.body")
    page.get_by_role("button", name="Let it run").click()
    expect(page.get_by_role("button", name="Freeze it")).to_be_visible()


def test_the_clock_runs_on_an_open_page_unless_it_is_frozen(page: Page, own: Marketplace) -> None:
    own.clock.set("2031-12-31T23:59:58Z", frozen=True)
    page.goto(own.url)
    clock = page.locator("#bar-clock time")
    page.wait_for_timeout(1100)
    expect(clock).to_have_text("31 Dec 2031, 23:59:58")
    own.clock.resume()
    expect(clock).to_have_text(re.compile(r"^1 Jan 2032, 00:00:0[1-9]$"))
    assert page.locator("#live").text_content() == ""
