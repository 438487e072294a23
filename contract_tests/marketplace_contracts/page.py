"""What a buyer can read on a page: its words, sentences and forms."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

_UNSEEN = {"script", "style", "template", "noscript"}
_FIELDS = {"input": "text", "textarea": "textarea", "select": "select", "button": "submit"}
"""The elements whose values a form sends, with the kind that each is if it names no type."""
_BLOCKS = {
    "p",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "li",
    "br",
    "title",
    "pre",
    "label",
    "button",
    "tr",
    "td",
    "option",
    "form",
}


@dataclass(slots=True)
class Form:
    """A form on a page, with its fields and the values they hold."""

    method: str
    action: str
    fields: dict[str, str] = field(default_factory=dict)
    kinds: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, kind: str, value: str) -> None:
        """Add a field. Of several buttons, a form sends the one that is pressed: a person goes on with the first."""
        if kind in ("submit", "image") and set(self.kinds.values()) & {"submit", "image"}:
            return
        self.fields[name], self.kinds[name] = value, kind


class Reader(HTMLParser):
    """Reads HTML as browsers do."""

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """Read an invalid declaration as a comment."""
        return self.parse_bogus_comment(i)


class _PageReader(Reader):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.forms: list[Form] = []
        self.language = ""
        self.links: list[str] = []
        self.scripts = 0
        self.title = ""
        self.refresh = ""
        self._titled = False
        self._unseen = 0
        self._select = self._chosen = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self._titled = tag == "title"
        if tag == "script":
            self.scripts += 1
        if tag in _UNSEEN:
            self._unseen += 1
        elif tag == "html":
            self.language = values.get("lang", "")
        elif tag == "meta" and values.get("http-equiv", "").lower() == "refresh":
            self.refresh = refreshed_to(values.get("content", ""))
        elif tag == "a":
            self.links.append(values.get("href", ""))
        elif tag == "form":
            self.forms.append(Form(values.get("method", "get").lower(), values.get("action", "")))
        elif tag in _FIELDS and self.forms and values.get("name"):
            self.forms[-1].add(values["name"], values.get("type", _FIELDS[tag]).lower(), values.get("value", ""))
        elif tag == "option" and self.forms and self._select and ("selected" in values or not self._chosen):
            self._chosen = self.forms[-1].fields[self._select] = values.get("value", "")
        if tag == "select":
            self._select, self._chosen = values.get("name", ""), ""
        if tag in _BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._titled = False
        if tag in _UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        if tag in _BLOCKS:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unseen:
            self.words.append(data)
            self.title += data if self._titled else ""


@dataclass(frozen=True, slots=True)
class Page:
    """A body as the buyer sees it: `text` in lines, with the title, forms, links, and the language that it declares."""

    text: str
    forms: tuple[Form, ...] = ()
    links: tuple[str, ...] = ()
    language: str = ""
    scripts: int = 0
    title: str = ""
    refresh: str = ""

    @property
    def sentences(self) -> frozenset[str]:
        """Its sentences in lower case, with single spaces."""
        return _sentences(self.text)

    @property
    def bare(self) -> bool:
        """Whether it has nothing but its title: no other words, no form, link or script."""
        return not (self.sentences - _sentences(self.title) or self.forms or self.links or self.scripts)

    def drawn(self, everywhere: frozenset[str] = frozenset()) -> bool:
        """Return whether scripts draw it: it has scripts, and no words but the title's and those that are `everywhere`."""
        return self.scripts > 0 and not self.sentences - _sentences(self.title) - everywhere


def read(body: str, content_type: str) -> Page:
    """Read a body: HTML as a browser shows it, JSON as its values, anything else unchanged."""
    kind = content_type.partition(";")[0].strip().lower()
    if kind == "application/json" or kind.endswith("+json"):
        try:
            return Page("\n".join(_values(json.loads(body))))
        except ValueError:
            return Page(body)
    if "html" in kind or (not kind and "<" in body):
        reader = _PageReader()
        reader.feed(body)
        reader.close()
        text, title = _lines("".join(reader.words)), _lines(reader.title)
        return Page(
            text, tuple(reader.forms), tuple(reader.links), reader.language, reader.scripts, title, reader.refresh
        )
    return Page(body)


def refreshed_to(value: str) -> str:
    """Return the address in the value of a refresh, such as `5; url=/next`; empty if there is none."""
    found = re.search(r"url\s*=\s*['\"]?([^'\"]+)", value, re.IGNORECASE)
    return found[1].strip() if found else ""


def _sentences(text: str) -> frozenset[str]:
    parts = re.split(r"(?<=[.!?])\s+|\n+", text)
    return frozenset(" ".join(part.lower().split()) for part in parts if part.strip())


def _lines(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(dict.fromkeys(line for line in lines if line))


def _values(value: object) -> list[str]:
    if isinstance(value, dict):
        return [f"{key}: {text}" for key, each in value.items() for text in _values(each)]
    if isinstance(value, list):
        return [text for each in value for text in _values(each)]
    return [str(value)]
