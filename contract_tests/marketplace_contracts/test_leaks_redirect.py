"""The form must not decide where the browser goes."""

from __future__ import annotations

from urllib.parse import urlencode, urlsplit

from marketplace_contracts.case import Case
from marketplace_contracts.contract import contract
from marketplace_contracts.kit import Kit

ELSEWHERE = "elsewhere.example"
NAMES = (
    "next",
    "redirect",
    "redirect_to",
    "redirect_uri",
    "redirect_url",
    "redirectUrl",
    "return",
    "return_to",
    "returnTo",
    "return_url",
    "returnUrl",
    "continue",
    "goto",
    "dest",
    "destination",
    "callback",
    "url",
)
"""The field names by which sites commonly take the address of a redirect."""


@contract(
    "leaks-open-redirect",
    "should",
    source="OWASP: unvalidated redirects and forwards; the fulfillment URL takes a form from any site",
    why="Any site could send your customers to a copy of your sign-up, and the key to the sign-up with them.",
    once=True,
)
def test_form_does_not_say_where_the_browser_goes(kit: Kit) -> None:
    """The integration does not redirect to an address on another site that the form or the query names."""
    wanted = dict.fromkeys(NAMES, f"https://{ELSEWHERE}/")
    for in_query in (False, True):
        case = Case(kit)
        form = case.form(case.buyer().agreements[0])
        browser = case.browser()
        if in_query:
            browser.url += f"?{urlencode(wanted)}"
        visit = case.register(form if in_query else {**form, **wanted}, browser)
        for hop in visit.hops:
            if urlsplit(hop.header("location")).hostname == ELSEWHERE:
                raise case.broken(
                    "the browser stays on the seller's site", f"it was sent on to {hop.header('location')}"
                )
