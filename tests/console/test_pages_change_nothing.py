"""Looking changes nothing: the whole store is the same after every page was shown twice, with every link and search form."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import select
from werkzeug.test import Client

from docs.pictures.world import live
from marketplace_emulator import Marketplace
from marketplace_emulator.serving.wsgi import Wsgi
from marketplace_emulator.store.database import METADATA
from tests.console.browser import BROWSER
from tests.console.crawl import crawl, filled, paths
from tests.control.test_guards import FOREIGN


@pytest.fixture(scope="module")
def market() -> Iterator[Marketplace]:
    """A market with a history, whose clock stands still."""
    with Marketplace() as marketplace:
        live(marketplace)
        marketplace.events()  # the text of a message is written when it is first needed
        yield marketplace


def stored(marketplace: Marketplace) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables."""
    with marketplace.world.transaction():
        store = marketplace.world.store
        return {
            table.name: sorted((tuple(row.values()) for row in store.ask(select(table))), key=repr)
            for table in METADATA.sorted_tables
        }


def test_getting_every_page_and_link_twice_changes_nothing(market: Marketplace) -> None:
    before = stored(market)
    for _ in range(2):
        statuses = {path: answer.status_code for path, answer in crawl(market)}
        assert len(statuses) > len(paths())
        assert {path: status for path, status in statuses.items() if status >= 500} == {}
        assert stored(market) == before


@pytest.mark.parametrize("path", paths("POST"))
def test_a_form_is_no_page(market: Marketplace, path: str) -> None:
    """A GET of a path to which a form is posted is a page of its own, or is refused."""
    answer = Client(Wsgi(market.site)).get(filled(path, market), headers=BROWSER)
    assert answer.status_code in (405,) or path in paths()


STRANGERS = [each for each in FOREIGN if each != {"Host": ""}]


@pytest.mark.parametrize("headers", STRANGERS, ids=lambda each: " ".join(f"{name}={each[name]}" for name in each))
def test_a_page_of_another_site_gets_nothing_and_changes_nothing(market: Marketplace, headers: dict[str, str]) -> None:
    before = stored(market)
    browser = Client(Wsgi(market.site))
    agreement = market.agreements()[0]
    there = [("GET", each) for each in (*paths(), "/console/live", "/console/static/base.css", "/console/nothing")]
    for method, path in [
        *there,
        *(("POST", each) for each in paths("POST")),
        ("HEAD", "/"),
        ("PUT", "/console/search"),
    ]:
        answer = browser.open(filled(path, market), method=method, headers=BROWSER | headers)
        assert answer.status_code == 403, (method, path)
        assert agreement["agreement_id"] not in answer.text
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "Access-Control-Allow-Origin" not in answer.headers
    assert stored(market) == before


def test_a_form_that_no_page_sent_is_refused(market: Marketplace) -> None:
    before = stored(market)
    browser = Client(Wsgi(market.site))
    for path in paths("POST"):
        answer = browser.post(filled(path, market), headers=BROWSER)
        assert answer.status_code == 403, path
        assert "control API" in answer.text
        assert browser.post(filled(path, market), headers=BROWSER | {"Sec-Fetch-Site": "none"}).status_code == 403
    assert stored(market) == before


def test_a_link_that_a_person_follows_from_another_site_shows_the_page(market: Marketplace) -> None:
    link = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    browser = Client(Wsgi(market.site))
    for path in paths():
        there = filled(path, market, "base.css")
        own = browser.get(there, headers=BROWSER)
        assert browser.get(there, headers=BROWSER | link).status_code == own.status_code == 200, path
    for path in paths("POST"):
        assert browser.post(filled(path, market), headers=BROWSER | link).status_code == 403, path
