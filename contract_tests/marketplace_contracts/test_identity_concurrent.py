"""Buyers who come at the same moment."""

from __future__ import annotations

from contextlib import suppress

from marketplace_contracts.at_once import ONE_BY_ONE, need_two_at_once, rounds
from marketplace_contracts.browser import Browser
from marketplace_contracts.buyers import Buyer
from marketplace_contracts.case import Case
from marketplace_contracts.contract import contract
from marketplace_contracts.controls import ordinary_buyers
from marketplace_contracts.kit import Kit
from marketplace_contracts.look import constant
from marketplace_contracts.needs import need_one_each
from marketplace_contracts.signup_form import expect_own, sign_up
from marketplace_contracts.story import NotVerified
from marketplace_contracts.test_identity import expect_own_accounts
from marketplace_contracts.visit import Visit

AT_ONCE, INTERLEAVED = 8, 4
"""How many buyers come at once; fewer if the kit interleaves their requests, which takes time."""


@contract(
    "identity-concurrent-buyers",
    "must",
    source="seen: the customer is kept in a module's variable",
    why="Otherwise two buyers who come in the same second may get each other's accounts.",
    controls=(ordinary_buyers,),
)
def test_buyers_who_come_at_once_are_not_mixed_up(kit: Kit) -> None:
    """Buyers who come at the same time each get their own account, and each signs up for it, where the kit can sign up."""
    need_one_each(kit)
    need_two_at_once(kit)
    tried = False
    for interleaved in rounds(kit, few=2, many=2):
        at_once = INTERLEAVED if interleaved else AT_ONCE
        case = Case(kit)
        watch = case.watch()
        buyers = [case.buyer() for _ in range(at_once)]
        browsers = [case.browser() for _ in buyers]
        visits = case.register_together(
            [case.form(buyer.agreements[0]) for buyer in buyers], browsers, interleaved=interleaved
        )
        if case.apart:
            continue
        tried = True
        for visit in visits:
            case.expect_accepted(visit, "each of them is registered")
        watch.expect_more(at_once, f"{at_once} accounts for {at_once} buyers")
        for buyer in buyers:
            found = watch.of(buyer.identifiers)
            if found is not None and not found:
                raise case.broken("every buyer's own account", f"nothing is stored for {buyer.account}")
        expect_own_accounts(case, buyers, "an account for each buyer")
        _expect_own_addresses(case, visits)
        _expect_own_signups(case, buyers, browsers, visits)
    if not tried:
        raise NotVerified(ONE_BY_ONE)


def _expect_own_addresses(case: Case, visits: list[Visit]) -> None:
    """Demand that no two buyers share an address if addresses differ from buyer to buyer. One address for all is fine: cookies tell the buyers apart."""
    addresses = [visit.answer.last.url for visit in visits]
    if len({constant(each) for each in addresses}) == 1 and 1 < len(set(addresses)) < len(addresses):
        shared = next(each for each in addresses if addresses.count(each) > 1)
        raise case.broken("every buyer is sent on to their own address", f"two buyers are sent on to {shared}")


def _expect_own_signups(case: Case, buyers: list[Buyer], browsers: list[Browser], visits: list[Visit]) -> None:
    """Demand that each buyer signs up for their own account, where the kit can sign up."""
    emails = [case.kit.buyers.new_email() for _ in buyers]
    with suppress(NotVerified):
        for browser, visit, email in zip(browsers, visits, emails, strict=True):
            sign_up(case, browser, visit.answer, email)
    for buyer, email in zip(buyers, emails, strict=True):
        expect_own(case, buyer, [other for other in buyers if other is not buyer], email)
