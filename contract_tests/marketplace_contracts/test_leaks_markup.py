"""The form's values, which anybody can write, must not become markup of the page."""

from __future__ import annotations

import re

from marketplace_contracts.browser import TOKEN_FIELD
from marketplace_contracts.case import Case
from marketplace_contracts.contract import contract
from marketplace_contracts.kit import Kit
from marketplace_contracts.page import Reader

MARKUP = "<i id=kit7c1f>\"' kit7c1a=1 </i>"
_UNESCAPED = re.compile(r"kit7c1f(?:>|&gt;|\\u003e|\\x3e)\"'", re.IGNORECASE)
"""A string in a script must escape the kind of quote that encloses it."""


class _MarkFinder(Reader):
    """Find the mark where a browser would interpret it."""

    found = ""
    script = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.script = tag == "script"
        if any(name == "kit7c1a" for name, _ in attrs):
            self.found = "a quote from the form ends an attribute in the page"

    def handle_endtag(self, tag: str) -> None:
        self.script = False

    def handle_data(self, data: str) -> None:
        if self.script and _UNESCAPED.search(data):
            self.found = "a quote from the form ends a string in a script"


def obeyed(page: str) -> str:
    """Return how a browser would interpret the mark in a page; empty if it would not."""
    if "<i id=kit7c1f>" in page:
        return "a tag from the form is a tag in the page"
    reader = _MarkFinder()
    reader.feed(page)
    reader.close()
    return reader.found


@contract(
    "leaks-form-reflected",
    "must",
    source="OWASP: cross-site scripting; the fulfillment URL takes a form from any site",
    why="Any site can make a buyer's browser post a form with a script in it; the script would then run on your site.",
    once=True,
)
def test_form_is_never_reflected_as_markup(kit: Kit) -> None:
    """The form's values never become markup of the page: no tag, no attribute, no code in a script."""
    case = Case(kit)
    buyer = case.buyer()
    good = case.token(buyer.agreements[0])
    others = {"x-amzn-marketplace-offer-type": MARKUP, "name": MARKUP, "x-amzn-marketplace-product-id": MARKUP}
    for form in ({TOKEN_FIELD: MARKUP}, {TOKEN_FIELD: "a" * 184, **others}, {TOKEN_FIELD: good, **others}, others):
        case = Case(kit)
        visit = case.register(form)
        for hop in visit.hops:
            kind = hop.header("content-type").lower()
            if ("html" in kind or "xml" in kind or not kind) and obeyed(hop.text):
                raise case.broken("the form's values are escaped", obeyed(hop.text))
