"""A page as a browser without scripts uses it: its links, its forms with what their fields hold, and its buttons."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urljoin

from werkzeug.test import Client, TestResponse

from tests.console.browser import BROWSER, FORM


class Form(HTMLParser):
    """The form of a page that posts to this path."""

    def __init__(self, html: str, action: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.choices: dict[str, list[str]] = {}
        self._action, self._within, self._select = action, False, ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._within = given.get("action") == self._action
        if not self._within:
            return
        name, value = given.get("name", ""), given.get("value", "")
        if tag == "select":
            self._select = name
        if tag == "option" and self._select:
            self._choose(self._select, value, taken="selected" in given)
        if tag == "input" and given.get("type") == "radio":
            self._choose(name, value, taken="checked" in given)
        elif tag == "input":
            self.fields[name] = value

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._within = False
        if tag == "select":
            self._select = ""

    def _choose(self, name: str, value: str, *, taken: bool) -> None:
        self.choices.setdefault(name, []).append(value)
        if taken or (name == self._select and name not in self.fields):
            self.fields[name] = value


def shown(browser: Client, path: str) -> str:
    """Return a page's text."""
    answer = browser.get(path, headers=BROWSER)
    assert answer.status_code == 200, answer.text
    return answer.text


def press(browser: Client, path: str, form: dict[str, str] | None = None) -> TestResponse:
    """Press a button, and return the page that it leads to."""
    answer = browser.post(path, data=form or {}, headers=FORM)
    assert answer.status_code == 303, answer.text
    return browser.get(urljoin(path, answer.headers["Location"]), headers=BROWSER)
