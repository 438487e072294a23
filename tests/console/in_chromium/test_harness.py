"""The instruments of these tests see what they are made to see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.console.in_chromium.chromium import DESK, NARROW, NO_SCRIPT
from tests.console.in_chromium.health import findings
from tests.console.in_chromium.keyboard import press, tab_to
from tests.console.in_chromium.watch import Watch

HERE, ELSEWHERE = "http://console.test", "http://elsewhere.test"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: http://elsewhere.test"
PAGE = """<!doctype html><html lang="en"><title>A page</title><link rel="icon" href="data:,">
<link rel="stylesheet" href="/style.css"><main><h1>A page</h1>{}</main>"""
STYLE = ".scroll { overflow-x: auto } .wide { width: 3000px } .ringless:focus { outline: none }"
SOUND = PAGE.format(
    '<a href="/ours">A link</a> <button>A button</button><div class="scroll" tabindex="0"><pre>'
    + "wide " * 900
    + "</pre></div>"
)
UNSOUND = {
    "serious: document-title": SOUND.replace("<title>A page</title>", ""),
    "serious: html-has-lang": SOUND.replace(' lang="en"', ""),
    "it has 2 <h1>": PAGE.format("<h1>Another</h1>"),
    "critical: image-alt": PAGE.format('<img src="data:,">'),
    "it scrolls sideways": PAGE.format('<p class="wide">Wide.</p>'),
    "critical: label": PAGE.format('<input name="token">'),
}
SAYS = {
    "console error: broken": "console.error('broken')",
    "console warning: old": "console.warn('old')",
    "unhandled exception: thrown": "setTimeout(() => { throw new Error('thrown') }, 0)",
    f"failed request: GET {HERE}/refused: net::ERR_CONNECTION_REFUSED": "document.images[0].src = '/refused'",
    f"request to another host: {ELSEWHERE}/x.png": f"document.images[0].src = '{ELSEWHERE}/x.png'",
}

Show = Callable[..., Page]


@pytest.fixture
def watch() -> Watch:
    """What the browser complains of, for the test to look at."""
    return Watch(HERE)


@pytest.fixture
def show(browser: Browser, watch: Watch) -> Iterator[Show]:
    """Show a page with this text and script, in a browser that asks no server."""
    with browser.new_context(**DESK) as context:
        watch.follow(context)

        def show(text: str, script: str = "") -> Page:
            page = context.new_page()
            files = {"/": text, "/style.css": STYLE, "/script.js": script}

            def answer(route: Route) -> None:
                path = urlsplit(route.request.url).path
                if path == "/refused":
                    route.abort("connectionrefused")
                else:
                    kind = {".js": "text/javascript", "css": "text/css"}.get(path[-3:], "text/html")
                    headers = {"Content-Type": kind, "Content-Security-Policy": POLICY}
                    route.fulfill(status=200 if path in files else 404, headers=headers, body=files.get(path, ""))

            page.route("**", answer)
            page.goto(HERE)
            return page

        yield show


def test_sound_page_is_healthy_and_the_browser_says_nothing(show: Show, watch: Watch) -> None:
    page = show(SOUND)
    for look in (DESK, NARROW):
        page.set_viewport_size(look["viewport"])
        assert findings(page) == []
    assert watch.unexpected() == []


@pytest.mark.parametrize("fault", UNSOUND)
def test_unsound_page_is_told_what_is_wrong_with_it(show: Show, fault: str) -> None:
    (found,) = findings(show(UNSOUND[fault]))
    assert found.startswith(fault)


@pytest.mark.parametrize("complaint", SAYS)
def test_what_the_browser_complains_of_is_seen(show: Show, watch: Watch, complaint: str) -> None:
    text = PAGE.format(
        '<img alt="" src="data:image/gif;base64,R0lGODlhAQABAAAAACw="><script src="/script.js"></script>'
    )
    page = show(text, SAYS[complaint])
    page.wait_for_timeout(100)
    assert any(each.startswith(complaint) for each in watch.unexpected()), watch.complaints


def test_keys_reach_what_can_be_pressed_and_the_focus_is_seen(show: Show) -> None:
    page = show(PAGE.format('<a href="/#there">A link</a><button class="ringless">A button</button>'))
    press(page, page.get_by_role("link"))
    page.wait_for_url("**/#there")
    with pytest.raises(AssertionError, match="focus cannot be seen"):
        tab_to(page, page.get_by_role("button"))


def test_page_can_be_looked_at_without_javascript(show: Show) -> None:
    with show(SOUND).context.browser.new_context(**NO_SCRIPT) as context:
        page = context.new_page()
        page.set_content("<script>document.title = 'ran'</script><noscript>Without</noscript>")
        assert page.title() == ""
        assert page.inner_text("body") == "Without"
