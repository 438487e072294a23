"""The page of one exchange: decoded and as it was sent, cut where it is long, and hostile texts shown as texts."""

from __future__ import annotations

import html
import json
import re

import pytest
from werkzeug.test import Client

from marketplace_emulator import Marketplace
from marketplace_emulator.http import HttpRequest
from tests.conftest import AUTHORIZATION, RESOLVE
from tests.console.browser import BROWSER
from tests.console.timeline.telling import resolve
from tests.console.timeline.test_page import HOSTILE, browser, page, text_of
from tests.deliveries.conftest import buy

__all__ = ["browser"]


def send(marketplace: Marketplace, body: bytes, **headers: str) -> int:
    """Send bytes to AWS; return the exchange's number."""
    usual = {"x-amz-target": RESOLVE, "content-type": "application/x-amz-json-1.1", "authorization": AUTHORIZATION}
    sent = {**usual, "host": "127.0.0.1:4100", **{name.replace("_", "-"): each for name, each in headers.items()}}
    marketplace.respond(HttpRequest("POST", "/", sent, body, ""))
    return marketplace.exchanges()[-1]["id"]


def test_it_shows_the_request_and_the_answer(marketplace: Marketplace, browser: Client) -> None:
    token = marketplace.mint_token(buy(marketplace, "quay")["agreement_id"])
    resolve(marketplace, token)
    shown = page(browser, "/console/exchanges/1")
    said = text_of(shown)
    for each in (
        "ResolveCustomer",
        '"ProductCode":',
        '"CustomerIdentifier":',
        "POST / HTTP/1.1",
        "HTTP/1.1 200",
        "x-amz-target",
    ):
        assert each in said, each
    assert f'"RegistrationToken": "{token[:12]}…"' in said
    assert token not in html.unescape(shown)
    assert page(browser, f"/console/exchanges/{marketplace.exchanges()[0]['request_id']}").count(token[:12]) > 1
    assert 'href="/console/timeline?until=1#exchange-1"' in shown


def test_an_exchange_that_is_not_there(browser: Client) -> None:
    assert "it is empty" in text_of(page(browser, "/console/exchanges/9", 404))
    assert "<script>" not in page(browser, "/console/exchanges/<script>", 404).replace("<script src", "")


def test_long_bodies_are_cut_and_shown_whole_by_a_link(marketplace: Marketplace, browser: Client) -> None:
    long = json.dumps({"RegistrationToken": "short", "Other": "a b " * 500_000}).encode()
    number = send(marketplace, long)
    shown = page(browser, f"/console/exchanges/{number}")
    assert len(shown) < 100_000
    assert "more characters" in text_of(shown)
    link = re.search(r'href="([^"]+/body)"', shown)
    assert link is not None
    whole = browser.get(html.unescape(link[1]), headers=BROWSER)
    assert (whole.mimetype, whole.data) == ("text/plain", long)
    assert whole.headers["X-Content-Type-Options"] == "nosniff"


def test_bytes_that_are_no_text_are_shown_as_such(marketplace: Marketplace, browser: Client) -> None:
    sent = bytes(range(128, 256)) * 80
    number = send(marketplace, sent)
    said = text_of(page(browser, f"/console/exchanges/{number}"))
    assert "10,240 bytes that are no text" in said
    assert "00000010 90 91 92 93" in said
    whole = browser.get(f"/console/exchanges/{number}/request/body", headers=BROWSER)
    assert (whole.data, whole.mimetype) == (sent, "application/octet-stream")
    assert "attachment" in whole.headers["Content-Disposition"]
    assert browser.get(f"/console/exchanges/{number}/other/body", headers=BROWSER).status_code == 404


@pytest.mark.parametrize(
    "body", [HOSTILE.encode(), json.dumps({HOSTILE: HOSTILE}).encode(), b"\xff" + HOSTILE.encode()]
)
def test_hostile_bodies_and_headers_are_shown_as_texts(marketplace: Marketplace, browser: Client, body: bytes) -> None:
    number = send(marketplace, body, user_agent=HOSTILE, x_hostile=HOSTILE)
    for path in ("/console/timeline", f"/console/exchanges/{number}"):
        shown = page(browser, path)
        assert "<script>alert" not in shown
        assert "<img" not in shown
    whole = browser.get(f"/console/exchanges/{number}/request/body", headers=BROWSER)
    assert whole.mimetype in ("text/plain", "application/octet-stream")


def test_no_answer_and_what_decided(marketplace: Marketplace, browser: Client) -> None:
    fault = marketplace.add_fault(operation="ResolveCustomer", drop="before")
    number = send(marketplace, b'{"RegistrationToken": "any"}')
    said = text_of(page(browser, f"/console/exchanges/{number}"))
    assert "No answer, the connection was dropped." in said
    assert f"{fault['fault_id']} (drop)" in said


def test_a_copy_is_looked_at_with_tokens_shortened(marketplace: Marketplace, browser: Client) -> None:
    token = marketplace.mint_token(buy(marketplace, "quay")["agreement_id"])
    resolve(marketplace, token)
    links = re.findall(r'href="([^"]+/copy/\w+)" data-copies', page(browser, "/console/exchanges/1"))
    assert len(links) == 3
    for link in links:
        assert token in browser.get(link, headers=BROWSER).text
        looked_at = browser.get(f"{link}?shortened=true", headers=BROWSER).text
        assert token not in looked_at
        assert token[:12] in looked_at
