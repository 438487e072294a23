"""Every page of the console that can be reached: from the pages' own paths, and by each link and form of these."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html.parser import HTMLParser
from urllib.parse import quote, urldefrag

from werkzeug.test import Client, TestResponse

from marketplace_emulator import Marketplace
from marketplace_emulator.console import page_routes
from marketplace_emulator.serving.wsgi import Wsgi
from tests.console.browser import BROWSER

ENDLESS = "/console/live"
"""A stream of events, which is not a page."""
MOST = 400
"""The most pages that are visited."""
MOST_OF_A_KIND = 3
"""The most pages that are visited whose paths and queries differ in identifiers and values alone."""
LINKS = ("href", "src", "action", "formaction")


class Element:
    """The start of an element as a browser reads it."""

    def __init__(self, tag: str, attributes: dict[str, str]) -> None:
        self.tag, self.attributes = tag, attributes

    def __repr__(self) -> str:
        return f"<{self.tag} {self.attributes}>"


class Elements(HTMLParser):
    """The elements of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[Element] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep an element."""
        self.found.append(Element(tag, {name: value or "" for name, value in attrs}))


@lru_cache(maxsize=4)
def elements(page: str) -> list[Element]:
    """Return the elements of a page; it takes longer to read it than to make it."""
    return Elements(page).found


def paths(method: str = "GET") -> list[str]:
    """List the paths of the pages as they are declared, with their parts in angle brackets."""
    return [each.path for each in page_routes() if each.method == method and each.path != ENDLESS]


def filled(path: str, marketplace: Marketplace, otherwise: str = "1") -> str:
    """Fill a declared path with identifiers of the world, and with `otherwise` where the world has none of this name."""
    if "<" not in path:
        return path
    return _filled(path, _examples(marketplace), otherwise)


def _filled(path: str, examples: Mapping[str, Sequence[str]], otherwise: str = "1") -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: quote([*examples.get(found[1], ()), otherwise][0], safe=""), path)


def _examples(marketplace: Marketplace) -> dict[str, list[str]]:
    return {
        "agreement_id": [each["agreement_id"] for each in marketplace.agreements(limit=1)],
        "product_code": [each["product_code"] for each in marketplace.products()],
        "exchange_id": [str(each["id"]) for each in marketplace.exchanges(limit=1)],
        "event_id": [each["event_id"] for each in marketplace.events(limit=1)],
        "fault_id": [each["fault_id"] for each in marketplace.faults()],
        "subscription_id": [each["subscription_id"] for each in marketplace.subscriptions()],
        "kind": ["curl"],
        "part": ["request"],
    }


def crawl(
    marketplace: Marketplace, more: Iterable[str] = (), most_of_a_kind: int = MOST_OF_A_KIND
) -> Iterator[tuple[str, TestResponse]]:
    """Get each page once, and whatever its links and forms lead to by GET; yield the path with the answer."""
    browser = Client(Wsgi(marketplace.site))
    examples = _examples(marketplace)
    waiting = dict.fromkeys([*(_filled(each, examples) for each in paths()), *more])
    seen = set(waiting)
    kinds = Counter[str]()
    while waiting and len(seen) < MOST:
        path = next(iter(waiting))
        del waiting[path]
        answer = browser.get(path, headers=BROWSER)
        yield path, answer
        for each in links(answer):
            if each.startswith("/") and not each.startswith(("//", ENDLESS, "/console/static/")) and each not in seen:
                seen.add(each)
                kinds[_kind(each)] += 1
                if kinds[_kind(each)] <= most_of_a_kind:
                    waiting[each] = None


def _kind(path: str) -> str:
    """Return what tells a kind of page from the others: its words, and the names of its query."""
    bare, _, query = path.partition("?")
    words = ["*" if len(each) > 11 or re.search(r"\d|%", each) else each for each in bare.split("/")]
    return "/".join(words) + "?" + "&".join(each.partition("=")[0] for each in query.split("&"))


def links(answer: TestResponse) -> Iterator[str]:
    """Yield where the links and the forms of a page lead, each without its fragment."""
    if answer.mimetype != "text/html":
        return
    for element in elements(answer.text):
        if element.tag == "form" and element.attributes.get("method", "get").lower() != "get":
            continue
        for name in LINKS:
            if name in element.attributes:
                yield urldefrag(element.attributes[name])[0]
