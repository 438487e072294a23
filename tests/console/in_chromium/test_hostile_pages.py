"""A real browser obeys no text that others choose, and a login lasts when a person comes by another site's link."""

from __future__ import annotations

import http.server
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from playwright.sync_api import Page, expect

from marketplace_emulator import Marketplace
from tests.console import hostile
from tests.console.crawl import crawl
from tests.console.in_chromium.health import healthy
from tests.console.in_chromium.watch import Watch
from tests.eventually import eventually

FORBIDDEN = """
  document.addEventListener("securitypolicyviolation", (event) => hurt(event.violatedDirective + " " + event.blockedURI));
"""


def test_no_text_runs_on_any_page(alone: Marketplace, page: Page, watch: Watch) -> None:
    alone.clock.freeze()
    with hostile.seller(hostile.HURT) as endpoint:
        more = hostile.plant(alone, hostile.HURT, endpoint)
    hurt: list[str] = []
    page.context.expose_function("hurt", lambda told="a text ran": hurt.append(told))
    page.add_init_script(FORBIDDEN)
    dialogs: list[str] = []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    watch.expect("the server responded with a status of (404|422)")
    for path in chosen(path for path, answer in crawl(alone, more, 2) if answer.mimetype == "text/html"):
        page.goto(alone.url + path)
        assert page.locator("hurt, [onhurt], [onerror], [onload]").count() == 0
        assert (hurt, dialogs) == ([], []), path
    page.goto(alone.url)
    field = page.get_by_role("searchbox").first
    field.fill(hostile.HURT)
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Search")
    assert (hurt, dialogs) == ([], [])
    assert watch.unexpected() == []
    # A page that did not escape would be noticed, and stopped by its policy.
    watch.expect("Content Security Policy|Failed to load resource|ERR_")
    page.evaluate("text => { document.querySelector('main').innerHTML = text }", hostile.HURT)
    eventually(lambda: page.evaluate("1") and "script-src" in "".join(hurt), "the policy stops an inline script")
    assert dialogs == []


def chosen(paths: Iterable[str]) -> list[str]:
    """Choose two pages of each kind: a page costs a browser a fifth of a second."""
    kinds: dict[str, list[str]] = {}
    for each in paths:
        kinds.setdefault("/".join(each.partition("?")[0].split("/")[:3]), []).append(each)
    return [each for kind in kinds.values() for each in kind[:2]]


def test_a_login_lasts_when_a_person_comes_by_another_sites_link(page: Page, watch: Watch) -> None:
    with Marketplace(port=0, host="0.0.0.0") as emulator, linking(f"{emulator.url}/console/switchboard?to=3d") as site:
        watch.allow(emulator.url)
        watch.allow_seller(site)
        page.goto(f"{emulator.url}/console/search?q=a%26b")
        healthy(page)
        page.get_by_label("Bearer token").fill("wrong")
        watch.expect("status of 403")
        page.get_by_label("Bearer token").press("Enter")
        expect(page.get_by_role("alert")).to_contain_text("not the token")
        page.get_by_label("Bearer token").fill(emulator.bearer_token or "")
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url("**/console/search?q=a%26b")
        page.goto(site)
        page.get_by_role("link").click()
        page.wait_for_url("**/console/switchboard?to=3d")
        page.get_by_role("button", name="Log out").click()
        page.wait_for_url("**/console/login")
        page.goto(f"{emulator.url}/console/switchboard")
        expect(page.get_by_label("Bearer token")).to_be_focused()


@contextmanager
def linking(url: str) -> Iterator[str]:
    """Run another site, whose one page has a link."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(f'<!doctype html><title>x</title><a href="{url}">there</a>'.encode())

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with hostile.site(Handler) as port:
        yield f"http://localhost:{port}/"
