"""The sign-up that follows a registration: its form is filled in as a buyer would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode, urljoin

from marketplace_contracts.answer import Answer
from marketplace_contracts.browser import FORM_TYPE, Browser
from marketplace_contracts.buyers import Buyer
from marketplace_contracts.case import Case, Visit
from marketplace_contracts.page import Form
from marketplace_contracts.same_site import same_site
from marketplace_contracts.story import NotVerified, short

_KEPT = {"hidden", "submit", "button", "image", "reset"}
_FILLED = {
    "tel": "+1 555 0100",
    "url": "https://example.com/",
    "number": "1",
    "checkbox": "on",
}
PASSWORD = "correct-Horse-7-battery"


def new_email(case: Case) -> str:
    """Return an e-mail address with which nobody has signed up."""
    return f"{case.kit.buyers.name('buyer')}@example.com"


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
    forms = [each for each in answer.page.forms if each.method == "post" and set(each.kinds.values()) - _KEPT]
    if len(forms) != 1 or "file" in forms[0].kinds.values():
        raise NotVerified(_formless(answer))
    form, at = forms[0], answer.last.url
    to = urljoin(at, form.action)
    if not same_site(to, at):
        raise NotVerified(f"the sign-up form leads to {to}, which is another server, where the kit does not go")
    email = email or new_email(case)
    values = {name: _value(form, name, email) for name in form.fields} if filled else _blank(form)
    body = urlencode(values | dict(forged or {})).encode()
    return case.visit(lambda: _submit(case, browser, at, to, body), {})


def _submit(case: Case, browser: Browser, at: str, to: str, body: bytes) -> Answer:
    """Post a form of the subject's own page. Buyers come by https, but the subject may not know; it is asked once which it is."""
    session = case.kit.session
    for scheme in session.origins:
        page = f"{scheme}:{at.partition(':')[2]}"
        origin = "/".join(page.split("/")[:3])
        headers = {"Content-Type": FORM_TYPE, "Origin": origin, "Referer": page, "Sec-Fetch-Site": "same-origin"}
        answer = browser.send("POST", to, body, headers)
        if answer.hops[0].status < 400 and not answer.failure:
            session.origins = (scheme,)
        if not 400 <= answer.hops[0].status < 500:
            break
    return answer


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


def _blank(form: Form) -> dict[str, str]:
    """Return what a browser sends if nothing in a form is filled in or ticked."""
    kinds = form.kinds
    names = [name for name in form.fields if kinds[name] not in ("checkbox", "radio")]
    return {name: form.fields[name] if kinds[name] in _KEPT else "" for name in names}


def _value(form: Form, name: str, email: str) -> str:
    kind = form.kinds[name]
    if kind in _KEPT or form.fields[name]:
        return form.fields[name]
    if kind == "password" or "password" in name.lower():
        return PASSWORD
    if kind == "email" or "mail" in name.lower():
        return email
    return _FILLED.get(kind, "A buyer")
