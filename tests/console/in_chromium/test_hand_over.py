"""The browser is handed over to the seller as from AWS: by a form of another site, from a phone too, and to nobody."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qsl

from playwright.sync_api import Page, expect

from marketplace_emulator import Remote
from tests.console.in_chromium.chromium import DARK, NARROW
from tests.console.in_chromium.conftest import OpenPage
from tests.console.in_chromium.health import healthy
from tests.console.in_chromium.watch import Watch
from tests.ports import free_port
from tests.serving import Served

SEATS: Any = {"key": "seats", "name": "Seats", "types": ["Entitled"], "contract_prices": {"P12M": "250"}}


def subscribe(page: Page, product: str) -> str:
    """Buy a product from its card on, as a new buyer, and return the id of the agreement."""
    page.goto("/")
    page.get_by_role("link", name=re.compile(f"^{product} ")).click()
    healthy(page)
    page.get_by_role("button", name="Subscribe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your account")
    return page.url.rpartition("/")[2]


def set_up(page: Page, url: str) -> Page:
    """Enter a fulfillment URL, press the button, and return the new tab."""
    page.get_by_label("Fulfillment URL").fill(url)
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Set up your account").click()
    return opened.value


def test_the_seller_gets_what_it_gets_from_aws(
    open_page: OpenPage, remote: Remote, watch: Watch, emulator: Served
) -> None:
    page = open_page(**DARK)
    remote.create_product("gannet-mail", dimensions=[{"key": "mails"}])
    agreement_id = subscribe(page, "gannet-mail")
    with recording() as got:
        watch.allow_seller(got.url)
        watch.allow_seller(got.leads_to)
        for host in ("localhost", "127.0.0.1"):
            cookie: Any = {"name": "session", "value": "1", "domain": host, "path": "/", "sameSite": "Lax"}
            page.context.add_cookies([cookie])
        tab = set_up(page, got.url)
        expect(tab).to_have_url(got.leads_to)
        # The page of the set-up shows by itself what has happened.
        expect(page.get_by_role("row").filter(has_text=got.url)).to_contain_text("Fresh")
        healthy(page)
        [handover] = remote.handovers(agreement_id=agreement_id)
        assert got.form() == {"x-amzn-marketplace-token": handover["token"]}
        headers = got.headers
    assert headers["Origin"] == emulator.url
    assert headers["Referer"] == f"{emulator.url}/"
    assert headers["Sec-Fetch-Site"] == "cross-site"
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert "Cookie" not in headers


def test_a_contract_with_a_free_trial_on_a_small_phone(open_page: OpenPage, remote: Remote, watch: Watch) -> None:
    page = open_page(**NARROW)
    code = remote.create_product("anchor" * 30, dimensions=[SEATS])["product_code"]  # what cannot be broken into lines
    remote.create_offer("try" * 60, product_code=code, duration="P12M", free_trial_days=7)
    remote.create_offer("no" * 60, product_code=code)
    page.goto(f"/console/buy/{code}")
    watch.expect("status of 422")
    page.get_by_label("Seats").fill("a lot" * 250)
    page.get_by_role("button", name="Subscribe").click()
    expect(page.get_by_role("alert")).to_contain_text("seats")
    healthy(page)
    page.get_by_label("Seats").fill("12")
    page.get_by_label("Name of the new buyer").fill("larch" * 40)
    page.get_by_role("button", name="Subscribe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Set up your account")
    healthy(page)
    agreement = remote.agreement(page.url.rpartition("/")[2])
    assert (agreement["entitlements"], agreement["free_trial"]) == ({"seats": 12}, True)
    with recording() as got:
        watch.allow_seller(got.url)
        watch.allow_seller(got.leads_to)
        expect(set_up(page, got.url)).to_have_url(got.leads_to)
        assert got.form()["x-amzn-marketplace-offer-type"] == "free-trial"


def test_nobody_listens_at_the_fulfillment_url(page: Page, remote: Remote, watch: Watch) -> None:
    code = remote.create_product("heron-files")["product_code"]
    subscribe(page, "heron-files")
    nobody = f"http://localhost:{free_port()}/"
    watch.allow_seller(nobody)
    watch.expect("chrome-error")
    page.get_by_role("radio", name=re.compile("^Expired")).check()
    page.get_by_text("The new tab does not show your page?").click()
    address = page.get_by_label("Fulfillment URL")
    for mistaken in ("localhost:8000", "http://local host/", "javascript:alert(1)"):
        address.fill(mistaken)
        page.get_by_role("button", name="Set up your account").click()
        assert address.evaluate("input => input.validity.patternMismatch"), mistaken
    assert len(page.context.pages) == 1, "a mistyped address opens a tab"
    set_up(page, nobody)
    expect(page.get_by_role("heading", name="What happens")).to_be_in_viewport(ratio=1)
    expect(page.locator(".entry").last).to_be_in_viewport(ratio=1)
    expect(page.get_by_role("row").filter(has_text=nobody)).to_have_count(1)  # the page has become new
    expect(page.get_by_role("radio", name=re.compile("^Expired"))).to_be_checked()
    expect(page.get_by_text("nothing listens at the fulfillment URL")).to_be_visible()
    healthy(page)
    assert next(each for each in remote.products() if each["product_code"] == code)["fulfillment_url"] == nobody


class Recording:
    """A page that keeps the form that it gets, and leads on to another host."""

    def __init__(self, port: int) -> None:
        self.url = f"http://localhost:{port}/"
        self.leads_to = f"http://127.0.0.1:{port}/welcome"
        self.headers: dict[str, str] = {}
        self.body = b""
        self.came = threading.Event()

    def form(self) -> dict[str, str]:
        """Return the fields of the form, once it has come."""
        assert self.came.wait(60), "no form came"
        return dict(parse_qsl(self.body.decode()))


@contextmanager
def recording() -> Iterator[Recording]:
    """Run such a page."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.headers = dict(self.headers)
            got.body = self.rfile.read(int(self.headers["Content-Length"]))
            got.came.set()
            self.send_response(303)
            self.send_header("Location", got.leads_to)
            self.end_headers()

        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b"Welcome.")

        def log_message(self, *_: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        got = Recording(server.server_port)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield got
        server.shutdown()
