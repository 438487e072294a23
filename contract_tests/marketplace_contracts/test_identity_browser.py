"""Buyers who share a browser, such as a consultant who buys for several AWS accounts."""

from __future__ import annotations

from contextlib import suppress

from marketplace_contracts.browser import Browser
from marketplace_contracts.buyers import Buyer
from marketplace_contracts.case import Case
from marketplace_contracts.contract import contract
from marketplace_contracts.controls import ordinary_buyers
from marketplace_contracts.kit import Kit
from marketplace_contracts.needs import need_accounts
from marketplace_contracts.signup_form import expect_own, sign_up
from marketplace_contracts.story import NotVerified
from marketplace_contracts.success import accepted
from marketplace_contracts.visit import Visit


@contract(
    "identity-same-browser",
    "must",
    source="seller guide, SaaS customer onboarding: every purchase has its own token, and only the token says whose purchase it is",
    why="Otherwise a buyer whose browser already has a session pays, and gets nothing or another buyer's account.",
    controls=(ordinary_buyers,),
)
def test_second_buyer_in_a_browser_is_a_buyer(kit: Kit) -> None:
    """Two buyers who come one after the other in the same browser are both registered, and each signs up for their own account, where the kit can sign up."""
    need_accounts(kit)
    case = Case(kit)
    first, second = case.buyer(), case.buyer()
    browser = case.browser()
    if not accepted(kit, case.register(case.form(first.agreements[0]), browser).answer):
        cause = kit.turn.registering
        raise NotVerified("not even the first buyer is registered in this browser", cause)
    visit = case.register(case.form(second.agreements[0]), browser)
    _expect_let_in(case, visit)
    _expect_stored(case, first, second)
    _expect_own_signup(case, browser, visit, first, second)


def _expect_let_in(case: Case, visit: Visit) -> None:
    """Demand that nobody is welcomed without a look at the token; a buyer may be turned away with an explanation."""
    if accepted(case.kit, visit.answer):
        if not visit.asked:
            raise case.broken(
                "AWS is asked about the second buyer's token",
                f"it was not, and the buyer was told {case.quoted(visit)}",
            )
    elif visit.answer.crashed:
        raise case.broken("the second buyer is registered, too", f"the buyer was told {case.quoted(visit)}")
    else:
        raise NotVerified(f"the second buyer is turned away in the first buyer's browser: {case.quoted(visit)}")


def _expect_stored(case: Case, *buyers: Buyer) -> None:
    """Demand that both buyers are stored; one entry for both may be intended, since they share a browser."""
    watch = case.watch()
    for buyer in buyers:
        if watch.of(buyer.identifiers) == []:
            raise case.broken("both buyers are stored", f"nothing is stored for {buyer.account}")


def _expect_own_signup(case: Case, browser: Browser, visit: Visit, first: Buyer, second: Buyer) -> None:
    """Demand that the second buyer signs up for their own account, where the kit can sign up."""
    email = case.kit.buyers.new_email()
    with suppress(NotVerified):
        sign_up(case, browser, visit.answer, email)
    expect_own(case, second, [first], email)
