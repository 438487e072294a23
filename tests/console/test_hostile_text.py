"""Whatever text others choose, a page shows it and obeys none of it: no element, attribute or address comes of it."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Response

from marketplace_emulator import Marketplace
from tests import tiers
from tests.console import hostile
from tests.console.crawl import LINKS, crawl, elements

PIECES = (
    *re.findall(r"<[^>]*>|[\"'&;]|\{\{.*?\}\}", hostile.HURT),
    "\0",
    "\r\n",
    "\u202e",
    "\ud7ff",
    "💥",
    "javascript:hurt()",
    "//hurt.example/",
    "%3Churt%3E",
    "\\u003churt\\u003e",
    "…",
)
HOSTILE = st.one_of(
    st.lists(st.sampled_from(PIECES), min_size=1, max_size=8).map("".join),
    st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40),
)


def obeyed(answer: TestResponse) -> list[str]:
    """Return what a page makes of others' texts, besides text."""
    if answer.mimetype != "text/html":
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.mimetype != "application/xhtml+xml"
        return []
    found = []
    for element in elements(answer.text):
        names = set(element.attributes)
        if element.tag in ("hurt", "style", "base", "object", "embed", "iframe") or names & {"style", "srcdoc"}:
            found.append(repr(element))
        if any(each.startswith("on") for each in names):
            found.append(repr(element))
        if element.tag == "script" and not element.attributes.get("src", "").startswith("/console/static/"):
            found.append(repr(element))
        if "hurt.js" in element.attributes.get("src", ""):
            found.append(repr(element))
        found += [repr(element) for name in LINKS if name in names and not _is_harmless(element.attributes[name])]
    return found


def _is_harmless(address: str) -> bool:
    """Say whether an address leads to a page of ours or to an http(s) URL."""
    try:
        parts = urlsplit(address.strip())
    except ValueError:
        return False
    if not parts.scheme and not parts.netloc:
        return "\\" not in address.partition("?")[0] and not re.match(r"[\s\x00-\x20]*/[\t\r\n]*/", address)
    return parts.scheme in ("http", "https")


def pages_obey(text: str, endpoint: str | None = None, *, most_of_a_kind: int = 2) -> dict[str, object]:
    """Plant a text, look at every page, and return the pages that obey it or fail."""
    with Marketplace() as marketplace:
        marketplace.clock.freeze()
        more = hostile.plant(marketplace, text, endpoint)
        found: dict[str, object] = {}
        for path, answer in crawl(marketplace, more, most_of_a_kind):
            assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
            assert not [name for name, _ in answer.headers if "hurt" in name.lower()]
            if answer.status_code >= 500:
                found[path] = answer.status_code
            if told := obeyed(answer):
                found[path] = told[:3]
        return found


def test_texts_made_to_break_out_stay_texts() -> None:
    with hostile.seller(hostile.HURT) as endpoint:
        assert pages_obey(hostile.HURT, endpoint) == {}


@pytest.mark.slow
@settings(max_examples=tiers.examples(4, nightly=60))
@given(HOSTILE)
def test_any_text_stays_a_text(text: str) -> None:
    assert pages_obey(text, most_of_a_kind=1) == {}


def test_a_page_that_did_not_escape_would_be_found() -> None:
    page = Response(f"<p title='{hostile.HURT}'>{hostile.HURT}", mimetype="text/html")
    answer = Client(lambda environ, start: page(environ, start)).get("/")
    assert len(obeyed(answer)) >= 6
