"""What a script finds in the page that it runs in: parameters of the address, fields, cookies and literals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, unquote_plus, urljoin, urlsplit

from marketplace_contracts.answer import Answer
from marketplace_contracts.page import Form, Reader
from marketplace_contracts.story import DriverFailed

_NAMED_TOKEN = re.compile(r"""["']?([\w$-]*token[\w$-]*)["']?\s*[:=]\s*("[^"\n]*"|'[^'\n]*')""", re.IGNORECASE)
"""A literal that a page's script has for the token."""
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
ENOUGH = 12
"""So many letters and digits that two random texts have in common at their beginning are no accident."""


def resembles(token: str, value: str) -> bool:
    """Return whether a value is the token, perhaps cut short or with other signs where it has + and /."""
    bare, other = _bare(token), _bare(value)
    return value == token or (len(other) >= ENOUGH and bare[:ENOUGH] == other[:ENOUGH])


def restored(token: str, value: str) -> str:
    """Return what a script that the kit cannot read makes of a value that stands for the token.

    Raise DriverFailed if other signs are in the place of its + and /: a script could undo that.
    """
    if token in (value, unquote(value), unquote_plus(value)):
        return token
    if token and _bare(token) == _bare(value):
        raise DriverFailed(
            f"the page has the token as {value[:60]!r}…, and the kit cannot read what its script makes of that; give a --driver"
        )
    return value


def unescaped(text: str) -> str:
    """Return the text of a string in a script."""
    plain = {"n": "\n", "t": "\t", "r": "\r"}
    return _ESCAPE.sub(
        lambda each: chr(int(each[1] or each[2], 16)) if each[1] or each[2] else plain.get(each[3], each[3]), text
    )


def _bare(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9]", "", text)


@dataclass
class PageValues:
    """The values of a page by name. `scripts` are the texts of its scripts, `sources` the addresses of others of this site."""

    url: str
    query: dict[str, str] = field(default_factory=dict)
    fields: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)
    literals: dict[str, str] = field(default_factory=dict)
    scripts: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    form: Form = field(default_factory=lambda: Form("", ""))
    """All fields of the page, in a form or outside, by name or, without one, by id."""
    names: dict[str, str] = field(default_factory=dict)
    """The names of fields by their ids."""
    given: dict[str, str] = field(default_factory=dict)
    """What a script finds in the fields when the buyer has filled them in."""

    def named(self, name: str) -> str | None:
        """Return the value that a script gets by this name, wherever it may look."""
        for values in (self.query, self.fields, self.cookies, self.literals, self.given):
            name = self.names.get(name, name) if values is self.given else name
            if name in values:
                return values[name]
        return None

    def places(self) -> Iterator[tuple[tuple[str, str], str]]:
        """Yield every value, with the place where it is."""
        for kind in ("query", "fields", "literals", "cookies"):
            for name, value in getattr(self, kind).items():
                yield (kind, name), value

    def place_of(self, token: str) -> tuple[str, str] | None:
        """Return the place of the token, if the page has it."""
        found = sorted((value != token, place) for place, value in self.places() if resembles(token, value))
        return found[0][1] if found else None

    def at(self, place: tuple[str, str]) -> str | None:
        """Return the value at a place, if there is one."""
        values: dict[str, str] = getattr(self, place[0])
        return values.get(place[1])


class _ValuesReader(Reader):
    def __init__(self, values: PageValues) -> None:
        super().__init__(convert_charrefs=True)
        self._values = values
        self._script = False
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        values = self._values
        self._script = tag == "script"
        if tag == "script" and given.get("src"):
            values.sources.append(urljoin(values.url, given["src"]))
        shown = given.get("value", given.get("content"))
        for name in (given.get("name"), given.get("id")):
            if name and shown is not None:
                values.fields[name] = shown
        known = given.get("name") or given.get("id")
        if tag in ("input", "select", "textarea") and known:
            values.form.fields[known], values.form.kinds[known] = shown or "", given.get("type", "text").lower()
            values.names[given.get("id", known)] = known
            self._select = known if tag == "select" else ""
        if tag == "option" and self._select and ("selected" in given or not values.form.fields[self._select]):
            values.form.fields[self._select] = given.get("value", "")
        values.fields.update((name, value) for name, value in given.items() if name.startswith("data-"))

    def handle_endtag(self, tag: str) -> None:
        self._script = False

    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            self._values.scripts.append(data)


def values_of(answer: Answer) -> PageValues:
    """Read the values of the last page."""
    at = urlsplit(answer.last.url)
    values = PageValues(answer.last.url)
    values.query = dict(reversed(parse_qsl(f"{at.query}&{at.fragment}", keep_blank_values=True)))
    for hop in answer.hops:
        for name, value in hop.headers:
            pair, _, attributes = value.partition(";")
            if name.lower() == "set-cookie" and "httponly" not in attributes.lower():
                cookie, _, kept = pair.strip().partition("=")
                values.cookies[cookie] = kept
    reader = _ValuesReader(values)
    reader.feed(answer.last.text)
    reader.close()
    for script in values.scripts:
        values.literals.update((found[1], unescaped(found[2][1:-1])) for found in _NAMED_TOKEN.finditer(script))
    return values
