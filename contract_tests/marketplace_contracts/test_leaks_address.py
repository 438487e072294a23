"""An address or a cookie, which anybody can write, must not decide who the buyer is."""

from __future__ import annotations

from marketplace_contracts.answer import Answer
from marketplace_contracts.browser import Browser
from marketplace_contracts.case import Case
from marketplace_contracts.contract import contract
from marketplace_contracts.disguise import renamed
from marketplace_contracts.kit import Kit
from marketplace_contracts.look import Look
from marketplace_contracts.signup_form import at_the_signup
from marketplace_contracts.visit import Visit
from marketplace_contracts.ways_on import NOBODY, NUMBER, expect_no_signup, expect_not_believed, numbers


@contract(
    "leaks-customer-in-address",
    "must",
    source="seen: the next page trusts /signup?customer=…",
    why="Anybody can become another customer by changing the address or the cookie.",
    once=True,
)
def test_address_with_a_customer_is_not_believed(kit: Kit) -> None:
    """If the next page's address or cookie, or an address on that page, has the customer's name or number, another customer's in its place opens nothing."""
    case = Case(kit)
    second, first = case.buyer(), case.buyer()
    other = at_the_signup(case, case.form(second.agreements[0]), case.browser())
    visit = at_the_signup(case, case.form(first.agreements[0]), case.browser())
    named = list(zip(first.identifiers, second.identifiers, strict=True))
    for mine, theirs in [*named, *numbers(visit.answer.last.url, other.answer.last.url)]:
        if mine and _named(visit, mine, theirs) != _named(visit, mine, mine):
            for with_cookies in (True, False):  # a session may open the page for nobody, too
                _expect_closed(case, visit, (mine, theirs), _last(visit.answer, other.answer), with_cookies)
            browser, address = case.browser(), _named(visit, mine, theirs)[0]
            opened = case.visit(lambda: browser.get(address), {}).answer  # noqa: B023
            if address != visit.answer.last.url and not kit.session.failed(opened):
                expect_no_signup(case, browser, opened, first, second)
    expect_not_believed(case, first, second, (visit.answer, other.answer))


def _cookies(visit: Visit) -> str:
    """Return the cookies that a visit set as the header that a browser would send."""
    said = [value for hop in visit.hops for name, value in hop.headers if name.lower() == "set-cookie"]
    pairs = (value.partition(";")[0].strip().partition("=") for value in said)
    return "; ".join(f"{name}={value}" for name, value in {name: value for name, _, value in pairs}.items())


def _last(*answers: Answer) -> Look:
    """Return what the last pages of these answers have in common."""
    return Look.of(*(Answer(each.hops[-1:]) for each in answers))


def _expect_closed(case: Case, visit: Visit, names: tuple[str, str], registered: Look, with_cookies: bool) -> None:
    """Demand that a new browser that names another customer gets no more than one that names nobody.

    An address with a number may lead to a page for anybody, such as a login. So a number opens something only if the page
    is the one that the buyer got.
    """
    mine, theirs = names
    number = bool(NUMBER.fullmatch(mine))
    nobody = NOBODY if number else mine[::-1]
    closed = Look.of(*(_open(case, visit, (mine, each), with_cookies).answer for each in (nobody, nobody.swapcase())))
    opened = _open(case, visit, names, with_cookies)
    own = registered.shows(Answer(opened.answer.hops[-1:]))
    if not case.kit.session.failed(opened.answer) and not closed.shows(opened.answer) and (own or not number):
        raise case.broken(
            "the customer's name or number alone opens nothing",
            f"a new browser that names {theirs} gets {case.quoted(opened)}",
        )


def _open(case: Case, visit: Visit, names: tuple[str, str], with_cookies: bool) -> Visit:
    browser: Browser = case.browser()
    url, cookies = _named(visit, *names)
    return case.visit(lambda: browser.get(url, {"Cookie": cookies} if cookies and with_cookies else {}), {})


def _named(visit: Visit, mine: str, theirs: str) -> tuple[str, str]:
    """Return the address and the cookies with another customer's name in place of the buyer's."""
    return renamed(visit.answer.last.url, mine, theirs), renamed(_cookies(visit), mine, theirs)
