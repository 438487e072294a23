"""A form on a page: which ones a buyer could send, and how a buyer fills one in."""

from __future__ import annotations

from urllib.parse import urljoin

from marketplace_contracts.answer import Answer
from marketplace_contracts.page import Form
from marketplace_contracts.same_site import same_site

KEPT = frozenset({"hidden", "submit", "button", "image", "reset"})
"""The kinds of fields that a person does not fill in."""
_BY_KIND = {
    "tel": "+1 555 0100",
    "url": "https://example.com/",
    "number": "1",
    "range": "1",
    "checkbox": "on",
    "date": "2000-02-01",
    "month": "2000-02",
    "week": "2000-W05",
    "time": "10:00",
    "datetime-local": "2000-02-01T10:00",
    "color": "#000000",
}
_BY_NAME = {
    "phone": "+1 555 0100",
    "website": "https://example.com/",
    "url": "https://example.com/",
    "zip": "10115",
    "postal": "10115",
    "country": "US",
}
_UNIQUE = ("company", "organi", "business", "domain", "slug", "username", "workspace", "tenant")
"""Parts of the names of fields that many sites want to be different for each account."""
PASSWORD = "correct-Horse-7-battery"


def posted_forms(answer: Answer) -> list[Form]:
    """Return the forms on a page that the kit can send to the subject, those with the most to fill in first."""
    at = answer.last.url
    forms = [each for each in answer.page.forms if each.method == "post" and "file" not in each.kinds.values()]
    return sorted((each for each in forms if same_site(urljoin(at, each.action), at)), key=_to_fill_in, reverse=True)


def asks_something(answer: Answer) -> bool:
    """Return whether the page has a form for the buyer to fill in."""
    return any(map(_to_fill_in, posted_forms(answer)))


def _to_fill_in(form: Form) -> int:
    return sum(kind not in KEPT for kind in form.kinds.values())


def filled_in(form: Form, email: str) -> dict[str, str]:
    """Return the values that a buyer with this e-mail address gives."""
    return {name: _value(form, name, email) for name in form.fields}


def left_blank(form: Form) -> dict[str, str]:
    """Return what a browser sends if nothing in a form is filled in or ticked."""
    kinds = form.kinds
    names = [name for name in form.fields if kinds[name] not in ("checkbox", "radio")]
    return {name: form.fields[name] if kinds[name] in KEPT else "" for name in names}


def _value(form: Form, name: str, email: str) -> str:
    kind, named = form.kinds[name], name.lower()
    if kind in KEPT or form.fields[name]:
        return form.fields[name]
    if kind == "password" or "password" in named:
        return PASSWORD
    if kind == "email" or "mail" in named:
        return email
    if any(part in named for part in _UNIQUE):
        return email.partition("@")[0]
    return _BY_KIND.get(kind) or next((value for part, value in _BY_NAME.items() if part in named), "A buyer")
