"""A whole purchase in the browser, as a person makes it, against a real seller: every choice of token, and what the seller gets."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any
from urllib.parse import parse_qsl

import pytest
from playwright.sync_api import Page, expect

from marketplace_emulator import Remote
from tests.console.in_chromium.chromium import DARK, NARROW, NO_SCRIPT
from tests.console.in_chromium.conftest import OpenPage
from tests.console.in_chromium.health import healthy
from tests.console.in_chromium.keyboard import press, tab_to
from tests.console.in_chromium.seller import Seller, selling
from tests.console.in_chromium.watch import Watch
from tests.ports import free_port
from tests.serving import Served


@pytest.fixture(scope="module")
def running_seller(emulator: Served, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seller]:
    """A seller, for all these tests."""
    with emulator.connect() as remote, selling(remote, emulator.url, tmp_path_factory.mktemp("seller")) as seller:
        yield seller


@pytest.fixture
def seller(running_seller: Seller, remote: Remote, watch: Watch) -> Seller:
    """The seller, to whom every product leads."""
    watch.allow_seller(running_seller.url)
    for each in remote.products():
        remote.set_fulfillment_url(each["product_code"], running_seller.url)
    return running_seller


def subscribe(page: Page, product: str, buyer: str) -> str:
    """Buy a product from the home page on as a new buyer, and return the id of the agreement."""
    page.goto("/")
    page.get_by_role("link", name=re.compile(f"^{product} ")).click()
    page.get_by_label("Name of the new buyer").fill(buyer)
    page.get_by_role("button", name="Subscribe").click()
    expect(page.get_by_role("heading", name="Set up your account")).to_be_visible()
    return page.url.rpartition("/")[2]


def set_up(page: Page, choice: str = "Fresh") -> Page:
    """Choose what the seller gets, press the button, and return the new tab."""
    page.get_by_role("radio", name=re.compile(f"^{choice}")).check()
    with page.context.expect_page() as opened:
        page.get_by_role("button", name="Set up your account").click()
    return opened.value


@pytest.mark.parametrize(("product", "look"), [("tidewater-analytics", {}), ("harbor-backup", DARK)])
def test_a_purchase_in_both_generations(
    open_page: OpenPage, remote: Remote, seller: Seller, product: str, look: dict[str, Any]
) -> None:
    page = open_page(**look)
    buyer = f"buyer-of-{product}"
    agreement = remote.agreement(subscribe(page, product, buyer))
    healthy(page)
    tab = set_up(page)
    expect(tab).to_have_url(re.compile(f"{seller.url}signup/"))
    assert [each["email"] for each in seller.accounts(agreement)] == [None]
    page.reload()
    row = page.get_by_role("row").filter(has_text=seller.url)
    expect(row).to_have_count(1)
    expect(row).to_contain_text("Fresh")
    healthy(page)
    set_up(page)  # again, as after the button Back
    page.reload()
    expect(row).to_have_count(2)
    page.goto("/")
    expect(page.get_by_role("row").filter(has_text=buyer).first).to_contain_text("ok")
    healthy(page)
    page.goto(f"/console/buy/{agreement['product_code']}")
    expect(page.get_by_role("option", name=re.compile(buyer))).to_contain_text("has subscribed")
    healthy(page)


def test_each_choice_against_a_real_seller(page: Page, remote: Remote, seller: Seller) -> None:
    told = {
        "Expired": "has expired",
        "Forged": "is not valid",
        "Another product's": "is the link of another product",
        "Throttled": "is busy",
        "Already used": "Sign up",
        "Hanging": "Sign up",
        "Lost answer": "Sign up",
    }
    agreement = remote.agreement(subscribe(page, "harbor-backup", "hazel-bank"))
    for choice, words in told.items():
        tab = set_up(page, choice)
        expect(tab.get_by_role("main")).to_contain_text(words)
        assert len(seller.accounts(agreement)) == (words == "Sign up"), choice
        tab.close()
    chosen = [each["choice"] for each in remote.handovers(agreement_id=agreement["agreement_id"])]
    assert chosen == ["expired", "forged", "other-product", "throttled", "used", "hanging", "lost-answer"]


def test_a_contract_with_a_free_trial_on_a_small_phone(
    open_page: OpenPage, remote: Remote, seller: Seller, watch: Watch
) -> None:
    page = open_page(**NARROW)
    made = remote.create_product(
        "anchor-crm",
        fulfillment_url=seller.url,
        dimensions=[{"key": "seats", "name": "Seats", "types": ["Entitled"], "contract_prices": {"P12M": "250"}}],
    )
    remote.create_offer("Try first", product_code=made["product_code"], duration="P12M", free_trial_days=7)
    page.goto("/")
    healthy(page)
    page.get_by_role("link", name="anchor-crm").click()
    healthy(page)
    watch.expect("status of 422")
    page.get_by_label("Seats").fill("a lot" * 250)
    page.get_by_role("button", name="Subscribe").click()
    expect(page.get_by_role("alert")).to_contain_text("seats")
    healthy(page)
    page.get_by_label("Seats").fill("12")
    page.get_by_role("button", name="Subscribe").click()
    expect(page.get_by_role("heading", name="Set up your account")).to_be_visible()
    healthy(page)
    agreement = remote.agreement(page.url.rpartition("/")[2])
    assert (agreement["entitlements"], agreement["free_trial"]) == ({"seats": 12}, True)
    with recording() as got:
        watch.allow_seller(got.url)
        watch.allow_seller(got.url.replace("localhost", "127.0.0.1"))
        remote.set_fulfillment_url(made["product_code"], got.url)
        page.reload()
        set_up(page)
        fields = got.form()
    assert fields["x-amzn-marketplace-offer-type"] == "free-trial"


def test_a_purchase_by_keys_alone(page: Page, remote: Remote, seller: Seller) -> None:
    page.goto("/")
    press(page, page.get_by_role("link", name=re.compile("^harbor-backup ")))
    expect(page.get_by_role("heading", name="harbor-backup")).to_be_visible()
    tab_to(page, page.get_by_label("Name of the new buyer"))
    page.keyboard.type("juniper-press")
    press(page, page.get_by_role("button", name="Subscribe"))
    expect(page.get_by_role("heading", name="Set up your account")).to_be_visible()
    tab_to(page, page.get_by_role("radio", name=re.compile("^Fresh")))
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("radio", name=re.compile("^Expired"))).to_be_checked()
    with page.context.expect_page() as opened:
        press(page, page.get_by_role("button", name="Set up your account"))
    expect(opened.value.get_by_role("main")).to_contain_text("has expired")


def test_a_purchase_without_scripts(open_page: OpenPage, seller: Seller) -> None:
    page = open_page(**NO_SCRIPT)
    subscribe(page, "harbor-backup", "pine-dairy")
    tab = set_up(page)
    healthy_heading = tab.get_by_role("heading", name="On to the seller")
    expect(healthy_heading).to_be_visible()
    tab.get_by_role("button", name="Continue").click()
    expect(tab).to_have_url(re.compile(f"{seller.url}signup/"))


def test_nobody_listens_at_the_fulfillment_url(page: Page, remote: Remote, watch: Watch) -> None:
    subscribe(page, "lighthouse-search", "rowan-museum")
    nobody = f"http://localhost:{free_port()}/"
    watch.allow_seller(nobody)
    watch.expect("chrome-error")
    page.get_by_label("Fulfillment URL").fill(nobody)
    set_up(page)
    page.reload()
    expect(page.get_by_role("row").filter(has_text=nobody)).to_have_count(1)
    page.get_by_text("The new tab shows no page of yours?").click()
    expect(page.get_by_text("nothing listens at the fulfillment URL")).to_be_visible()
    healthy(page)
    [search] = [each for each in remote.products() if each["name"] == "lighthouse-search"]
    assert search["fulfillment_url"] == nobody


def test_the_seller_gets_what_it_gets_from_aws(page: Page, remote: Remote, watch: Watch, emulator: Served) -> None:
    agreement_id = subscribe(page, "harbor-backup", "spruce-foods")
    with recording() as got:
        watch.allow_seller(got.url)
        watch.allow_seller(got.url.replace("localhost", "127.0.0.1"))
        for host in ("localhost", "127.0.0.1"):
            cookie = {"name": "session", "value": "1", "domain": host, "path": "/"}
            page.context.add_cookies([{**cookie, "sameSite": "Lax"}])  # type: ignore[list-item]
        page.get_by_label("Fulfillment URL").fill(got.url)
        tab = set_up(page)
        expect(tab).to_have_url(got.url.replace("localhost", "127.0.0.1") + "welcome")  # a redirect to another host
        [handover] = remote.handovers(agreement_id=agreement_id)
        assert got.form() == {"x-amzn-marketplace-token": handover["token"]}
        headers = got.headers
    assert headers["Origin"] == emulator.url
    assert headers["Referer"] == f"{emulator.url}/"
    assert headers["Sec-Fetch-Site"] == "cross-site"
    assert headers["Content-Type"] == "application/x-www-form-urlencoded"
    assert "Cookie" not in headers


class Recording:
    """A page that keeps the form that it gets, and leads on to another host."""

    def __init__(self, port: int) -> None:
        self.url = f"http://localhost:{port}/"
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
            self.send_header("Location", got.url.replace("localhost", "127.0.0.1") + "welcome")
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
