"""Every link of the console leads to what it names: a page that knows what it is asked, and a part that is there."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urldefrag, urljoin, urlsplit

import pytest
from werkzeug.routing import Map, Rule
from werkzeug.test import Client

from docs.pictures.world import live
from marketplace_emulator import Marketplace
from marketplace_emulator.console import page_routes
from marketplace_emulator.console.page import PageRoute
from marketplace_emulator.control.incoming import kinds
from marketplace_emulator.serving.wsgi import Wsgi
from tests.console.browser import BROWSER
from tests.console.crawl import crawl, elements

PAGES = Map([Rule(each.path, endpoint=each) for each in page_routes() if each.method == "GET"]).bind("emulator")
SEARCHED = ("agreement_id", "customer_aws_account_id", "product_code")


@pytest.fixture(scope="module")
def market() -> Iterator[Marketplace]:
    """A market with a history."""
    with Marketplace() as marketplace:
        live(marketplace)
        yield marketplace


@pytest.fixture(scope="module")
def links(market: Marketplace) -> set[str]:
    """Every link of a page of each kind, with its query and its fragment."""
    agreement = market.agreements(limit=1)[0]
    found = [agreement[name] for name in SEARCHED]
    found += [market.exchanges(limit=1)[0]["request_id"], market.events(limit=1)[0]["event_id"]]
    found += [market.faults()[-1]["fault_id"], market.subscriptions()[0]["subscription_id"]]
    searches = [f"/console/search?q={each}" for each in found]
    return {
        urljoin(path, element.attributes["href"])
        for path, answer in crawl(market, searches, most_of_a_kind=1)
        if answer.mimetype == "text/html"
        for element in elements(answer.text)
        if element.tag == "a" and element.attributes.get("href", "").startswith(("/", "?", "#"))
    }


def test_a_link_asks_a_page_only_for_what_the_page_knows(links: set[str]) -> None:
    unknown = []
    for each in sorted(links):
        parts = urlsplit(each)
        route, _ = PAGES.match(parts.path)
        assert isinstance(route, PageRoute)
        known = () if route.query is None else kinds(route.query)
        unknown += [f"{name} in {each}" for name, _ in parse_qsl(parts.query) if name not in known]
    assert unknown == []


def test_a_link_to_a_part_of_a_page_names_one_that_is_there(market: Marketplace, links: set[str]) -> None:
    browser, missing = Client(Wsgi(market.site)), []
    pages: dict[str, str] = {}
    for each in sorted(links):
        path, fragment = urldefrag(each)
        if fragment:
            page = pages.get(path) or pages.setdefault(path, browser.get(path, headers=BROWSER).text)
            if f'id="{unquote(fragment)}"' not in page:
                missing.append(each)
    assert missing == []
