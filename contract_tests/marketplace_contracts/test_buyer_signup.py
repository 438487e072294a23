"""The sign-up that follows a registration: filled in once, posted twice, or left empty."""

from __future__ import annotations

import time

from marketplace_contracts.answer import Answer
from marketplace_contracts.browser import Browser
from marketplace_contracts.buyers import Buyer
from marketplace_contracts.case import Case
from marketplace_contracts.changes import grant
from marketplace_contracts.contract import contract
from marketplace_contracts.kit import Kit
from marketplace_contracts.signup_form import at_the_signup, sign_up
from marketplace_contracts.story import NotVerified
from marketplace_contracts.traces import find_trace

GUIDE = "seller guide, SaaS customer onboarding: the buyer creates an account, or signs in to one, on the seller's site"


def _arrived(kit: Kit) -> tuple[Case, Buyer, Browser, Answer]:
    """Register a buyer and return the page of the sign-up that follows."""
    case = Case(kit)
    browser, buyer = case.browser(), case.buyer()
    return case, buyer, browser, at_the_signup(case, case.form(buyer.agreements[0]), browser).answer


@contract(
    "buyer-signup-answered",
    "should",
    source=GUIDE,
    why="Otherwise AWS charges for the purchase, but the buyer cannot get in.",
)
def test_signup_is_answered(kit: Kit) -> None:
    """The sign-up that follows a registration, once filled in, leads to a page: not to a crash, and not to an address that takes no form."""
    case, _, browser, answer = _arrived(kit)
    visit = sign_up(case, browser, answer)
    if visit.answer.crashed or visit.answer.status in (404, 405):
        raise case.broken("the buyer gets a page", f"the buyer was told {case.quoted(visit)}")


@contract(
    "buyer-signup-twice",
    "must",
    source=GUIDE,
    why="Otherwise a double click on the sign-up doubles the credits, or shows a crash.",
)
def test_signup_twice_grants_once(kit: Kit) -> None:
    """A sign-up form that is posted twice, as by a double click, does not crash, and no grant, charge or mail is stored twice."""
    for pause in (0.0, kit.settings.pauses.second):  # a worker may make its first grant in between, but not later
        case, buyer, browser, answer = _arrived(kit)
        more = _granted_by_the_second(case, buyer, browser, answer, pause)
        if not more:
            return
    raise case.broken("nothing is granted again", str(more))


def _granted_by_the_second(case: Case, buyer: Buyer, browser: Browser, answer: Answer, pause: float) -> str | None:
    watch, email = case.watch(), case.kit.buyers.new_email()
    bare = watch.of(buyer.identifiers)
    if sign_up(case, browser, answer, email).answer.crashed:
        raise NotVerified("the sign-up crashes", "buyer-signup-answered")
    time.sleep(pause)
    first = watch.of(buyer.identifiers) or []
    visit = sign_up(case, browser, answer, email)
    if visit.answer.crashed:
        raise case.broken("the buyer gets a page", f"the buyer was told {case.quoted(visit)}")
    second = watch.of(buyer.identifiers) or []
    if bare is not None and bare == first and not watch.of([email]):
        raise NotVerified("the sign-up changes nothing that the accounts probe shows; let it show who signed up")
    found = (grant(was, now) for was, now in zip(first, second, strict=False))
    return next((more for more in found if more), None)


@contract(
    "buyer-signup-empty",
    "should",
    source="WHATWG HTML, section 4.10.21: only the browser checks `required`; the server cannot rely on it",
    why="Otherwise a buyer who presses Enter too early sees a crash and believes that the purchase is lost.",
)
def test_empty_signup_is_answered(kit: Kit) -> None:
    """An empty sign-up form gets a status below 500 and no stack trace."""
    case, _, browser, answer = _arrived(kit)
    visit = sign_up(case, browser, answer, filled=False)
    found = next((shown for hop in visit.hops if (shown := find_trace(hop.text))), None)
    if visit.answer.crashed or found:
        seen = f"the page contains {found!r}" if found else f"the buyer was told {case.quoted(visit)}"
        raise case.broken("the buyer is asked again", seen)
