"""The step after AWS's form that asks AWS, as the page takes it: a form, a link, or a script's request."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

from marketplace_contracts.answer import Answer
from marketplace_contracts.browser import FORM_TYPE, TOKEN_FIELD, Browser
from marketplace_contracts.form_filling import KEPT, filled_in, posted_forms
from marketplace_contracts.page import Form
from marketplace_contracts.page_values import PageValues, resembles, restored, values_of
from marketplace_contracts.same_site import same_site
from marketplace_contracts.script import ANY, Script, ScriptRequest
from marketplace_contracts.story import DriverFailed, short

MOST_SOURCES = 8
TEMPLATE = '{"token": "{token}"}'
"""The JSON that --then posts if the seller does not say another."""
BY_SCRIPT = {"Accept": "*/*", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty"}
"""The headers that tell a script's request."""
_PLACE = re.compile(r"\{(?:token|name|email)\}")
_NO_TOKEN = (
    "the next step finds no token on the page, and what it then does is not known; give a --driver that walks on"
)


class SecondStep(Protocol):
    """A step that the kit's own driver takes after AWS's form."""

    def take(self, buyer: Browser, answer: Answer, form: Mapping[str, str]) -> Answer | None:
        """Go on from the page to which this form led; return None if the page has no such step."""


@dataclass(frozen=True)
class FormStep:
    """Submits the form on the page that has the token, or that asks for nothing. `action` is its path.

    What it asks for is filled in alike at every visit for a purchase.
    """

    action: str

    def take(self, buyer: Browser, answer: Answer, form: Mapping[str, str]) -> Answer | None:
        """Submit the form as a browser does."""
        ready = [*_silent(answer), *_asking(answer)]
        found = next((each for each in ready if _path(answer, each) == self.action), None)
        return None if found is None else _submitted(buyer, answer, found)


@dataclass(frozen=True)
class LinkStep:
    """Opens the one address on the page that has the token. `path` is its path."""

    path: str

    def take(self, buyer: Browser, answer: Answer, form: Mapping[str, str]) -> Answer | None:
        """Open the address."""
        for link in _links(answer):
            if urlsplit(link).path == self.path and urlsplit(link).query:
                buyer.note(f"follows the link on the page to {self.path}")
                return buyer.send_from(answer, "GET", link)
        return None


@dataclass
class ScriptStep:
    """Makes the request that the page's script makes, which `key` names. `place` is where the page has the token."""

    key: tuple[str, ...]
    place: tuple[str, str] | None
    sources: dict[str, str]

    def take(self, buyer: Browser, answer: Answer, form: Mapping[str, str]) -> Answer | None:
        """Make the script's request."""
        values = _seen_by(buyer, answer)
        token = _finder(values, self.place, form.get(TOKEN_FIELD, ""))
        texts = _texts(buyer, values, self.sources)
        fixed = max(self.key[1].split(ANY), key=len)
        if not any(fixed in text for text in texts):
            return None
        request = next((each for each in _requests(texts, values, token) if each.key == self.key), None)
        if request is None:
            raise DriverFailed(_NO_TOKEN)
        buyer.note(
            f"the page's script makes a {request.method} to {urlsplit(request.url).path}; the kit makes it in the script's place"
        )
        sent = {**BY_SCRIPT, **request.headers}
        return replace(buyer.send_from(answer, request.method, request.url, request.body, sent), scripted=True)


@dataclass
class NamedStep:
    """Goes on to the address that --then names: submits the form on the page that leads there, or else posts JSON.

    If the seller gives a `template`, it is always JSON: {token} stands for the token, wherever the page has it, and {name}
    and {email} for those of the buyer. `did` says what the step did when it was last taken, and whether that was `by_form`.
    """

    url: str
    template: str | None = None
    place: tuple[str, str] | None = field(default=None)
    did: str = field(default="")
    by_form: bool = field(default=False)

    def form_on(self, buyer: Browser, answer: Answer) -> Form | None:
        """Return the form that leads to the address, unless the seller says what the JSON is."""
        path = urlsplit(urljoin(buyer.url, self.url)).path
        ready = [*_silent(answer), *posted_forms(answer)]
        return next((each for each in ready if self.template is None and _path(answer, each) == path), None)

    def take(self, buyer: Browser, answer: Answer, form: Mapping[str, str]) -> Answer | None:
        """Submit the form, or post the JSON."""
        found = self.form_on(buyer, answer)
        self.by_form = found is not None
        came = _submitted(buyer, answer, found) if found else self._post(buyer, answer, form)
        what = "submitted the page's form" if found else "posted JSON"
        said = came.failure or f"{short(' '.join(came.told.split()), 160)!r} with status {came.status}"
        self.did = f"the kit {what} to {self.url}, as --then says ({short(came.hops[0].sent, 120)}), and got {said}"
        return came

    def _post(self, buyer: Browser, answer: Answer, form: Mapping[str, str]) -> Answer:
        values, given = values_of(answer), form.get(TOKEN_FIELD, "")
        template = self.template or TEMPLATE
        self.place = values.place_of(given) or self.place if given else self.place
        find = _finder(values, self.place, given)
        token = find() if find else given
        if not token and "{token}" in template:
            raise DriverFailed(_NO_TOKEN)
        to = urljoin(buyer.url, self.url)
        buyer.note(f"--then: the kit posts JSON to {to} in place of the page's script")
        sent = {"Content-Type": "application/json", **BY_SCRIPT}
        given_to = {"{token}": token, "{name}": buyer.name, "{email}": buyer.email}
        body = json.dumps(_filled(json.loads(template), given_to)).encode()
        return replace(buyer.send_from(answer, "POST", to, body, sent), scripted=True)


def steps_on(buyer: Browser, answer: Answer, token: str) -> Iterator[SecondStep]:
    """Yield the steps that the page may take by itself, likely ones first, for a buyer with this token."""
    if answer.failure or answer.status >= 400 or not same_site(answer.last.url, buyer.url):
        return
    values = _seen_by(buyer, answer)
    yield from _form_step(answer, _silent(answer), token)
    links = [each for each in _links(answer) if any(resembles(token, v) for _, v in parse_qsl(urlsplit(each).query))]
    if len(links) == 1:
        yield LinkStep(urlsplit(links[0]).path)
    place, sources = values.place_of(token), dict[str, str]()
    texts = _texts(buyer, values, sources)
    found = list(_requests(texts, values, _finder(values, place, token)))
    sure = [each for each in found if any(resembles(token, value) for value in each.used)]
    for request in (sure or [each for each in found if each.used] or found)[:2]:
        if same_site(request.url, buyer.url):
            yield ScriptStep(request.key, place, sources)
    yield from _form_step(answer, _asking(answer), token)


def _form_step(answer: Answer, forms: list[Form], token: str) -> Iterator[SecondStep]:
    """Yield the step of the one form that has the token, or of the only one."""
    with_token = [each for each in forms if any(resembles(token, value) for value in _carried(each))]
    if len(with_token or forms) == 1:
        yield FormStep(_path(answer, (with_token or forms)[0]))


def _submitted(buyer: Browser, answer: Answer, form: Form) -> Answer:
    """Submit a form on the page, filled in as at every visit for this purchase."""
    to, written = form.action, urlencode(filled_in(form, _email(buyer)))
    does = "submits the form on the page" if _is_silent(form) else "fills in and submits the form on the page"
    buyer.note(f"{does}, which goes to {_path(answer, form)}")
    if form.method == "post":
        return buyer.send_from(answer, "POST", to, written.encode(), {"Content-Type": FORM_TYPE})
    return buyer.send_from(answer, "GET", f"{to.partition('?')[0]}?{written}")


def _seen_by(buyer: Browser, answer: Answer) -> PageValues:
    """Return the values of the page when the buyer has filled in what it asks for."""
    values = values_of(answer)
    values.given = filled_in(values.form, _email(buyer))
    return values


def _email(buyer: Browser) -> str:
    """Return the address that a buyer gives at every visit for this purchase."""
    return f"{buyer.purchaser}@example.com"


def _finder(values: PageValues, place: tuple[str, str] | None, given: str) -> Callable[[], str] | None:
    """Return a function that finds what a script makes of the value at a place, if it is there, for a buyer with this token."""
    value = values.at(place) if place else None
    return None if value is None else lambda: restored(given, value)


def _requests(texts: list[str], values: PageValues, token: Callable[[], str] | None) -> Iterator[ScriptRequest]:
    for text in texts:
        for request in Script(text, values, token).requests():
            if request.method != "GET" or request.used:
                yield request


def sent_by_scripts(buyer: Browser, answer: Answer) -> list[ScriptRequest]:
    """Return the requests in which a script of the page sends what the buyer gives, as far as they can be read."""
    values = _seen_by(buyer, answer)
    given = set(values.given.values())
    return [each for each in _requests(_texts(buyer, values, {}), values, None) if given & set(each.used)]


def _texts(buyer: Browser, values: PageValues, sources: dict[str, str]) -> list[str]:
    """Return the page's scripts; those of other files are read once."""
    for source in [each for each in values.sources if same_site(each, buyer.url)][:MOST_SOURCES]:
        if source not in sources:
            sources[source] = _script_file(buyer, source)
    return [*values.scripts, *(sources[each] for each in values.sources if each in sources)]


def _script_file(buyer: Browser, source: str) -> str:
    """Read a script's file, which is no hop of the visit."""
    seen, buyer.seen = buyer.seen, lambda _: None
    try:
        answer = buyer.get(source)
    finally:
        buyer.seen = seen
    return "" if answer.failure or answer.status >= 400 else answer.last.text


def _silent(answer: Answer) -> list[Form]:
    """Return the forms that ask the buyer for nothing."""
    return [each for each in answer.page.forms if _is_silent(each)]


def _is_silent(form: Form) -> bool:
    return set(form.kinds.values()) <= KEPT


def _asking(answer: Answer) -> list[Form]:
    """Return the forms that ask the buyer for something, those with a password last: one may be a log-in for others."""
    forms = [each for each in posted_forms(answer) if not _is_silent(each)]
    return sorted(forms, key=lambda each: "password" in each.kinds.values())


def _carried(form: Form) -> list[str]:
    return [*form.fields.values(), *(value for _, value in parse_qsl(urlsplit(form.action).query))]


def _path(answer: Answer, form: Form) -> str:
    return urlsplit(urljoin(answer.last.url, form.action)).path


def _links(answer: Answer) -> list[str]:
    """Return the addresses of this site to which the page links, or goes by itself."""
    found = [*answer.page.links, answer.page.refresh]
    links = [urljoin(answer.last.url, each) for each in found if each]
    return list(dict.fromkeys(each for each in links if same_site(each, answer.last.url)))


def _filled(template: Any, given: Mapping[str, str]) -> Any:
    """Return a JSON value with what was given in place of its names."""
    if isinstance(template, dict):
        return {name: _filled(each, given) for name, each in template.items()}
    if isinstance(template, list):
        return [_filled(each, given) for each in template]
    return _PLACE.sub(lambda found: given[found[0]], template) if isinstance(template, str) else template
