"""The sign-up that follows a registration: its form is filled in as a buyer would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urljoin

from marketplace_contracts.answer import Answer
from marketplace_contracts.browser import Browser
from marketplace_contracts.buyers import Buyer
from marketplace_contracts.case import Case
from marketplace_contracts.form_filling import KEPT, filled_in, left_blank
from marketplace_contracts.kit import Kit
from marketplace_contracts.same_site import same_site
from marketplace_contracts.signup_walk import find_form, send_form, signed_up
from marketplace_contracts.story import NotVerified, short
from marketplace_contracts.visit import Visit


def sign_up(
    case: Case,
    browser: Browser,
    answer: Answer,
    email: str = "",
    *,
    forged: Mapping[str, str] | None = None,
    filled: bool = True,
) -> Visit:
    """Fill in the one form on the page, or post it empty; raise NotVerified if no buyer could fill in such a form.

    `forged` has fields whose values replace those of the page.
    """
    kit, email = case.kit, email or case.kit.buyers.new_email()
    if kit.style.signup:
        return case.visit(lambda: _through(kit, browser, answer, email, forged or {}, filled=filled), {})
    forms = [each for each in answer.page.forms if each.method == "post" and set(each.kinds.values()) - KEPT]
    if len(forms) != 1 or "file" in forms[0].kinds.values():
        raise NotVerified(_formless(answer))
    [form] = forms
    to = urljoin(answer.last.url, form.action)
    if not same_site(to, answer.last.url):
        raise NotVerified(f"the sign-up form leads to {to}, which is another server, where the kit does not go")
    values = filled_in(form, email) if filled else left_blank(form)
    return case.visit(lambda: send_form(browser, answer, form, values | dict(forged or {})), {})


def _through(
    kit: Kit, browser: Browser, answer: Answer, email: str, forged: Mapping[str, str], *, filled: bool
) -> Answer:
    """Sign up where the account comes into being only with that; leave the first form blank if it is not `filled`."""
    kit.buyers.begins_signup(answer.token)
    found = find_form(browser, answer, kit.style.signup[0])
    if found is None:
        raise NotVerified(_formless(answer))
    page, form = found
    return (
        signed_up(kit, browser, answer, email, forged) if filled else send_form(browser, page, form, left_blank(form))
    )


def sign_up_again(case: Case, browser: Browser, answer: Answer) -> Visit | None:
    """Let a buyer who has come again sign up once more, if the page asks for that."""
    steps = case.kit.style.signup
    if not steps or find_form(browser, answer, steps[0]) is None:
        return None
    return sign_up(case, browser, answer)


def at_the_signup(case: Case, form: Mapping[str, str], browser: Browser) -> Visit:
    """Register a buyer and return the visit that ends on the page of the sign-up; raise NotVerified if that fails."""
    if not case.kit.style.signup:
        return case.registered(form, browser)
    visit = arrive(case, form, browser)
    if case.kit.session.failed(visit.answer):
        raise NotVerified(
            f"no buyer reaches the sign-up here: the buyer was told {case.quoted(visit)}", case.kit.turn.registering
        )
    return visit


def arrive(case: Case, form: Mapping[str, str], browser: Browser) -> Visit:
    """Let a buyer with this form walk through the registration, but not yet through a sign-up that makes the account."""
    return case.visit(lambda: case.walk(browser, form), form)


def _formless(answer: Answer) -> str:
    if answer.last.elsewhere:
        return (
            f"the page after the registration redirects to {short(answer.last.elsewhere)}, which is another server, where the kit "
            "does not go; if the sign-up form is there, let the subject serve it, or give a --driver that fills it in"
        )
    return "the page after the registration has no sign-up form that the kit could fill in"


def expect_own(
    case: Case,
    buyer: Buyer,
    others: Sequence[Buyer],
    email: str,
    expected: str = "every buyer signs up for their own account",
) -> None:
    """Demand that no entry with the buyer's e-mail address belongs only to others."""
    theirs = [name for other in others for name in other.identifiers]
    for entry in case.watch().of([email]) or []:
        if entry.holds(theirs) and not entry.holds(buyer.identifiers):
            raise case.broken(
                expected,
                f"the buyer with {buyer.account} signed up with {email}, which is stored as {entry.written[:200]}",
            )
