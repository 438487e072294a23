"""A form's hidden field, which anybody can write, must not decide who the buyer is."""

from __future__ import annotations

import re
from collections.abc import Mapping

from marketplace_contracts.answer import Answer
from marketplace_contracts.browser import Browser
from marketplace_contracts.buyers import Buyer
from marketplace_contracts.case import Case
from marketplace_contracts.contract import contract
from marketplace_contracts.disguise import renamed
from marketplace_contracts.kit import Kit
from marketplace_contracts.signup_form import at_the_signup, expect_own, sign_up
from marketplace_contracts.story import NotVerified

_NUMBER = re.compile(r"\d{1,9}")
"""A small number, such as a database's row number."""


@contract(
    "leaks-customer-in-form",
    "must",
    source='seen: the sign-up trusts <input type="hidden" name="account">',
    why="Anybody can sign up for another customer's account by changing the field.",
    once=True,
)
def test_form_with_a_customer_is_not_believed(kit: Kit) -> None:
    """If a hidden field of the sign-up has the customer's name or number, another customer's in its place signs nobody up for the other account."""
    case = Case(kit)
    second, first = case.buyer(), case.buyer()
    theirs, mine = case.browser(), case.browser()
    other = at_the_signup(case, case.form(second.agreements[0]), theirs).answer
    answer = at_the_signup(case, case.form(first.agreements[0]), mine).answer
    if kit.style.drawn(answer):
        raise NotVerified("a script draws the page after the registration, so the kit cannot see its form")
    forged = _forged(_hidden(answer), _hidden(other), first, second)
    if not forged:
        return
    email = case.kit.buyers.new_email()
    sign_up(case, mine, answer, email, forged=forged)
    expect_own(case, first, [second], email, "a hidden field alone signs nobody up for another buyer's account")
    _check_shown(case, email, theirs, other)


def _hidden(answer: Answer) -> dict[str, str]:
    forms = [form for form in answer.page.forms if form.method == "post"]
    return {name: form.fields[name] for form in forms for name, kind in form.kinds.items() if kind == "hidden"}


def _forged(mine: Mapping[str, str], theirs: Mapping[str, str], first: Buyer, second: Buyer) -> dict[str, str]:
    """Return the fields that name the first buyer, changed to name the second, with no value that only the second can know."""
    forged = {}
    for name, value in mine.items():
        other = theirs.get(name, "")
        if _NUMBER.fullmatch(value) and _NUMBER.fullmatch(other):
            written = other
        else:
            written = value
            for one, another in zip(first.identifiers, second.identifiers, strict=True):
                written = renamed(written, one, another) if one else written
        if written != value:
            forged[name] = written
    return forged


def _check_shown(case: Case, email: str, theirs: Browser, other: Answer) -> None:
    """Note if the accounts probe shows no e-mail address, not even after an ordinary sign-up."""
    watch = case.watch()
    if watch.of([email]) == []:
        honest = case.kit.buyers.new_email()
        sign_up(case, theirs, other, honest)
        if watch.of([honest]) == []:
            case.kit.findings.miss("the accounts probe does not show who signed up; let it show the e-mail address")
