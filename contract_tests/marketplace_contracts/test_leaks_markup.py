"""The form's values, which anybody can write, must not become markup of the page."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from urllib.parse import parse_qsl, urlencode, urlsplit

from marketplace_contracts.answer import Answer
from marketplace_contracts.browser import TOKEN_FIELD
from marketplace_contracts.case import Case
from marketplace_contracts.contract import contract
from marketplace_contracts.episodes import FAILURES
from marketplace_contracts.kit import Kit
from marketplace_contracts.page import Reader
from marketplace_contracts.signup_form import arrive, at_the_signup, sign_up
from marketplace_contracts.story import NotVerified

MOST_FIELDS = 50
MARKUP = "<i id=kit7c1f>\"' kit7c1a=1 </i>"
_SCRIPT = re.compile(r"(<script\b[^>]*>)(.*?)(?=</script|\Z)", re.IGNORECASE | re.DOTALL)
_ENDS_SCRIPT = "kit7c1a=1 </"
"""In a script no tag counts but its end, which those who write `<\\/` prevent, as PHP's json_encode does."""
_UNESCAPED = re.compile(r"kit7c1f(?:>|&gt;|\\u003e|\\x3e)\"'", re.IGNORECASE)
"""A string in a script must escape the kind of quote that encloses it."""


class _AttributeFinder(Reader):
    """Find the mark among the attributes of a tag."""

    found = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if any(name == "kit7c1a" for name, _ in attrs):
            self.found = "a quote from the form ends an attribute in the page"


def obeyed(page: str) -> str:
    """Return how a browser would interpret the mark in a page; empty if it would not."""
    if "<i id=kit7c1f>" in _SCRIPT.sub(r"\1", page):
        return "a tag from the form is a tag in the page"
    scripts = [found[2] for found in _SCRIPT.finditer(page)]
    if any(_ENDS_SCRIPT in each for each in scripts):
        return "a tag from the form can end a script in the page"
    if any(map(_UNESCAPED.search, scripts)):
        return "a quote from the form ends a string in a script"
    reader = _AttributeFinder()
    reader.feed(page)
    reader.close()
    return reader.found


AWS_FIELDS = tuple(f"x-amzn-marketplace-{each}" for each in ("offer-type", "agreement-id", "product-id"))
SIGNUP_FIELDS = (
    *("name", "firstName", "lastName", "contactPerson", "contact_name", "company", "companyName", "company_name"),
    *("email", "contactEmail", "contact_email", "phone", "contactPhone", "contact_phone", "title", "message", "error"),
)
"""Names that sellers' sign-up forms have; AWS's own sample has the fields companyName, contactPerson, contactPhone and contactEmail."""


@contract(
    "leaks-form-reflected",
    "must",
    source="OWASP: cross-site scripting; the fulfillment URL takes a form from any site",
    why="Any site can make a buyer's browser post a form with a script in it; the script would then run on your site.",
    once=True,
)
def test_form_is_never_reflected_as_markup(kit: Kit) -> None:
    """What a form, or the query of an address, says never becomes markup of the page: no tag, no attribute, no code in a script."""
    _expect_escaped(Case(kit), {TOKEN_FIELD: MARKUP})
    names = (*AWS_FIELDS, *SIGNUP_FIELDS, *_own_fields(kit))
    hostile = dict.fromkeys(names, MARKUP)
    valid = hostile | {name: _valid(name) for name in names if _valid(name)}  # else only their fault may be shown
    for fields in (dict.fromkeys(AWS_FIELDS, MARKUP), valid, hostile):
        _expect_escaped(Case(kit), fields)
        _expect_escaped(Case(kit), {TOKEN_FIELD: "a" * 184, **fields})
        case = Case(kit)
        _expect_escaped(case, {**case.form(case.buyer().agreements[0]), **fields})
    for name in ("throttled", "access denied"):
        case = Case(kit)
        form = {**case.form(case.buyer().agreements[0]), **valid}
        case.fault(FAILURES[name].does, **FAILURES[name].rule)
        _expect_escaped(case, form)
    _expect_signup_escaped(Case(kit))


def _expect_escaped(case: Case, form: Mapping[str, str]) -> None:
    answer = case.register(form).answer
    _expect_no_markup(case, answer)
    url = urlsplit(answer.last.url)
    if answer.last.method == "GET" and url.query:
        query = urlencode({name: MARKUP for name, _ in parse_qsl(url.query, keep_blank_values=True)})
        _expect_no_markup(case, case.visit(lambda: case.browser().get(url._replace(query=query).geturl()), {}).answer)


def _expect_signup_escaped(case: Case) -> None:
    """Demand that what a buyer writes into the sign-up form, where there is one, is escaped now and when the buyer comes again."""
    browser, form = case.browser(), case.form(case.buyer().agreements[0])
    with suppress(NotVerified):
        answer = at_the_signup(case, form, browser).answer
        written = {each: MARKUP for each in _writable(answer) if not _valid(each)}
        _expect_no_markup(case, sign_up(case, browser, answer, forged=written).answer)
        _expect_no_markup(case, case.register(form).answer)


def _expect_no_markup(case: Case, answer: Answer) -> None:
    for hop in answer.hops:
        kind = hop.header("content-type").lower()
        if ("html" in kind or "xml" in kind or not kind) and obeyed(hop.text):
            raise case.broken("the form's values are escaped", obeyed(hop.text))


def _own_fields(kit: Kit) -> list[str]:
    """Return the names of the fields in the forms of the subject's own pages."""
    case = Case(kit)
    welcome = case.visit(lambda: case.browser().get(), {})
    visits = [
        welcome,
        case.register({TOKEN_FIELD: "a" * 184}),
        arrive(case, case.form(case.buyer().agreements[0]), case.browser()),
    ]
    names = [name for visit in visits for name in _writable(visit.answer) if name != TOKEN_FIELD]
    return list(dict.fromkeys(names))[:MOST_FIELDS]


def _writable(answer: Answer) -> list[str]:
    """Return the names of the fields in which a person writes."""
    texts = ("text", "email", "tel", "search", "url", "textarea")
    return [name for form in answer.page.forms for name, kind in form.kinds.items() if kind in texts]


def _valid(name: str) -> str:
    """Return a valid value for a field that sites check, such as an e-mail address; empty for others."""
    known = {"mail": "buyer@example.com", "phone": "+1 555 0100", "tel": "+1 555 0100", "url": "https://example.com/"}
    return next((value for part, value in known.items() if part in name.lower()), "")
