"""Integrations that answer every outcome with status 200: some tell success from failure, others do not."""

from __future__ import annotations

import itertools
import json
import secrets
import threading
from collections.abc import Callable, Iterable
from typing import Any

from tests.contract_tests_kit.subjects.tiny import LATER, OURS, RETURN, Tiny

Start = Callable[..., Any]
JSON, HTML = "application/json", "text/html"
FAILED = {RETURN: 4001, LATER: 5031, OURS: 5001}


class Answering(Tiny):
    """Answers what `reply` makes of a registration; the other pages stay."""

    def __init__(self) -> None:
        super().__init__()
        self.posted = threading.local()

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        self.posted.form = form
        return super().register(form)

    def answer(self, start_response: Start, status: str, text: str, kind: str = "") -> Iterable[bytes]:
        if kind or text.startswith("Come"):
            return super().answer(start_response, status, text, kind)
        kind, body, cookie = self.reply(text)
        start_response("200 OK", [("Content-Type", kind), *([("Set-Cookie", cookie)] if cookie else [])])
        return [body.encode()]

    def reply(self, text: str) -> tuple[str, str, str]:
        """Return the content type, the body and a cookie."""
        raise NotImplementedError


class Echo(Answering):
    """Answers the form as JSON, and nothing else."""

    def reply(self, text: str) -> tuple[str, str, str]:
        return JSON, json.dumps({"received": self.posted.form, "request": secrets.token_hex(8)}), ""


class Received(Answering):
    """Shows everybody the same page."""

    def reply(self, text: str) -> tuple[str, str, str]:
        return HTML, "<!doctype html><title>Shop</title><p>We have received your registration.</p>", ""


class Numbered(Answering):
    """Names the outcome by a number in JSON."""

    def reply(self, text: str) -> tuple[str, str, str]:
        return JSON, json.dumps({"code": 0 if text.startswith("Welcome") else FAILED.get(text, 4002)}), ""


class Session(Answering):
    """Shows everybody a page that a script draws, with a session for those who are registered."""

    def reply(self, text: str) -> tuple[str, str, str]:
        page = "<!doctype html><title>Shop</title><div id=app></div><script src=/app.js></script>"
        return HTML, page, f"sid={secrets.token_hex(16)}" if text.startswith("Welcome") else ""


class Loading(Answering):
    """Shows everybody the same words, and has a script."""

    def reply(self, text: str) -> tuple[str, str, str]:
        page = "<!doctype html><title>Shop</title><p>One moment please, this page is loading.</p><script src=/a.js></script>"
        return HTML, page, f"sid={secrets.token_hex(16)}" if text.startswith("Welcome") else ""


class Coded(Answering):
    """Answers failures with a code in JSON."""

    def reply(self, text: str) -> tuple[str, str, str]:
        if text.startswith("Welcome"):
            return HTML, f"<p>{text}</p>", ""
        return JSON, json.dumps({"error": "invalid_request", "id": secrets.token_hex(8)}), ""


class Varied(Answering):
    """Greets each buyer in other words of a language that the kit does not know."""

    greetings = itertools.cycle(("Tervetuloa!", "Hauska nähdä sinut täällä tänään.", "Kiitos, tilisi on nyt valmis."))

    def reply(self, text: str) -> tuple[str, str, str]:
        failed = "Linkki on vanhentunut." if text == RETURN else "Yritä pian uudelleen, AWS ei vastaa."
        said = next(self.greetings) if text.startswith("Welcome") else failed
        return HTML, f"<!doctype html><html lang=fi><title>Kauppa</title><p>{said}</p>", ""


echo, received, numbered, session, varied = Echo(), Received(), Numbered(), Session(), Varied()
loading, coded = Loading(), Coded()


class Validating(Tiny):
    """Has a framework that answers a form without a token before the integration sees it."""

    def __init__(self, kind: str, body: str) -> None:
        super().__init__()
        self.kind, self.body = kind, body

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        return super().register(form) if form.get("x-amzn-marketplace-token") else ("422 Unprocessable", "")

    def answer(self, start_response: Start, status: str, text: str, kind: str = "") -> Iterable[bytes]:
        if status.startswith("422"):
            start_response(status, [("Content-Type", self.kind)])
            return [self.body.encode()]
        return super().answer(start_response, status, text, kind)


DETAIL = {"detail": [{"type": "missing", "loc": ["body", "x-amzn-marketplace-token"], "msg": "Field required"}]}
validating, problem = Validating(JSON, json.dumps(DETAIL)), Validating("application/problem+json", json.dumps(DETAIL))
blank = Validating(HTML, "")
titled = Validating(HTML, "<title>Shop</title><h1>Shop</h1>")
