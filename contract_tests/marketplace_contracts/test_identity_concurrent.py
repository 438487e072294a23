"""Buyers who come in the same moment."""

from __future__ import annotations

from contextlib import suppress

from marketplace_contracts.browser import Browser
from marketplace_contracts.buyers import Buyer
from marketplace_contracts.case import Case, Visit
from marketplace_contracts.contract import contract
from marketplace_contracts.kit import Kit
from marketplace_contracts.look import constant
from marketplace_contracts.needs import need_one_each
from marketplace_contracts.signup_form import expect_own, new_email, sign_up
from marketplace_contracts.story import NotVerified
from marketplace_contracts.test_identity import expect_own_accounts

AT_ONCE, ROUNDS = 8, 2


@contract(
    "identity-concurrent-buyers",
    "must",
    source="seen: the customer kept in a module's variable",
    why="Two buyers who come in the same second get each other's accounts.",
)
def test_buyers_who_come_at_once_are_not_mixed_up(kit: Kit) -> None:
    """Buyers who come at the same time each get an account of their own, and each the sign-up to it, where the kit can sign up."""
    need_one_each(kit)
    if not kit.subject.concurrent:
        raise NotVerified("this subject takes one request at a time")
    for _ in range(ROUNDS):
        case = Case(kit)
        watch = case.watch()
        buyers = [case.buyer() for _ in range(AT_ONCE)]
        browsers = [case.browser() for _ in buyers]
        visits = case.register_together([case.form(buyer.agreements[0]) for buyer in buyers], browsers)
        for visit in visits:
            case.expect_accepted(visit, "every one of them is registered")
        watch.expect_more(AT_ONCE, f"{AT_ONCE} accounts for {AT_ONCE} buyers")
        for buyer in buyers:
            found = watch.of(buyer.identifiers)
            if found is not None and not found:
                raise case.broken("every buyer's own account", f"nothing is stored of {buyer.account}")
        expect_own_accounts(case, buyers, "an account for each buyer")
        _expect_own_addresses(case, visits)
        _expect_own_signups(case, buyers, browsers, visits)


def _expect_own_addresses(case: Case, visits: list[Visit]) -> None:
    """Demand that addresses which differ from buyer to buyer all do; one for all is of no account: cookies tell them apart."""
    addresses = [visit.answer.last.url for visit in visits]
    if len({constant(each) for each in addresses}) == 1 and 1 < len(set(addresses)) < len(addresses):
        shared = next(each for each in addresses if addresses.count(each) > 1)
        raise case.broken("every buyer is sent on to an own address", f"two are sent on to {shared}")


def _expect_own_signups(case: Case, buyers: list[Buyer], browsers: list[Browser], visits: list[Visit]) -> None:
    """Demand that who signs up does so for the own account, where the kit can sign up."""
    emails = [new_email(case) for _ in buyers]
    with suppress(NotVerified):
        for browser, visit, email in zip(browsers, visits, emails, strict=True):
            sign_up(case, browser, visit.answer, email)
    for buyer, email in zip(buyers, emails, strict=True):
        expect_own(case, buyer, [other for other in buyers if other is not buyer], email)
