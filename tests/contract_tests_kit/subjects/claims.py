"""Subjects whose accounts come into being only after the registration: with a sign-up, elsewhere, or never."""

from __future__ import annotations

import json
import secrets
import threading
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

from tests.contract_tests_kit.subjects.stepped import TOKEN, Asked, Stepped, Told
from tests.contract_tests_kit.subjects.tiny import RETURN, Tiny

Start = Callable[..., Any]


class Claimed(Tiny):
    """Keeps a purchase until the buyer sends a form, and only then creates the account; a known buyer is asked to log in."""

    asks = '<form method="post" action="/claim/{key}"><input name="email" type="email"><input name="password"></form>'
    names: tuple[str, ...] = ("email", "password")

    def __init__(self) -> None:
        super().__init__()
        self.pending: dict[str, tuple[Any, ...]] = {}
        self.came = threading.local()

    def store(self, account: str, product: str, license_arn: str | None, agreement: str | None) -> None:
        """Update the account, or keep the purchase."""
        purchase = (account, product, license_arn, agreement)
        self.came.key = ""
        if any(self.is_of(entry, *purchase) for entry in self.accounts):
            super().store(*purchase)
        else:
            self.came.key = secrets.token_hex(16)
            self.pending[self.came.key] = purchase

    @staticmethod
    def is_of(entry: dict[str, Any], account: str, product: str, _: str | None, agreement: str | None) -> bool:
        """Say whether an entry is that of a purchase."""
        same = (entry["account"], entry["product"]) == (account, product)
        return same and (agreement is None or entry["agreement"] == agreement)

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        status, text = super().register(form)
        if status != "200 OK":
            return status, text
        return status, self.welcome(
            self.came.key
        ) if self.came.key else "Welcome back! Please log in. support@example.com"

    def welcome(self, key: str) -> str:
        """Write the page after the registration."""
        return f"Welcome! Create your account to finish. Questions? support@example.com {self.asks.format(key=key)}"

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        _, name, *key = environ["PATH_INFO"].split("/")
        if not key:
            return super().__call__(environ, start_response)
        if environ["REQUEST_METHOD"] == "GET":
            return self.answer(start_response, "200 OK", f"Who are you? {self.asks.format(key=key[0])}")
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
        form = {name: values[0] for name, values in parse_qs(body).items()}
        return self.answer(start_response, *self.claimed(name, key[0], form))

    def claimed(self, _: str, key: str, form: dict[str, str]) -> tuple[str, str]:
        """Create the account."""
        if key not in self.pending:
            return "400 Bad Request", RETURN
        if not all(form.get(name) for name in self.names):
            return "422 Unprocessable Content", "Something is missing. Please try again. Questions? support@example.com"
        purchase = self.pending[key]
        Tiny.store(self, *purchase)
        next(each for each in self.accounts if self.is_of(each, *purchase)).setdefault("email", form["email"])
        return "200 OK", "You are all set. Questions? support@example.com"


class Repeating(Claimed):
    """Asks every buyer to confirm the purchase, also a known one, and stores what AWS said when the buyer does."""

    def store(self, *purchase: str | None) -> None:
        """Keep the purchase."""
        self.came.key = secrets.token_hex(16)
        self.pending[self.came.key] = purchase


class Forwarding(Repeating):
    """Hands every buyer on by a form that a script sends, and stores the purchase there."""

    asks = '<form method="post" action="/claim/{key}"><input type="hidden" name="email" value="a@b.example"></form><script>document.forms[0].submit()</script>'
    names = ("email",)


class Forgetting(Repeating):
    """Stores nothing more of a known buyer, which is a mistake: the license may have come late."""

    def claimed(self, name: str, key: str, form: dict[str, str]) -> tuple[str, str]:
        known = any(self.is_of(each, *self.pending[key]) for each in self.accounts if key in self.pending)
        return (
            ("200 OK", "You are all set. Questions? support@example.com") if known else super().claimed(name, key, form)
        )


class Refusing(Repeating):
    """Does not let a known buyer sign up once more."""

    def claimed(self, name: str, key: str, form: dict[str, str]) -> tuple[str, str]:
        known = any(self.is_of(each, *self.pending[key]) for each in self.accounts if key in self.pending)
        return ("409 Conflict", "You have an account. Please log in.") if known else super().claimed(name, key, form)


class Linked(Claimed):
    """Has the form on a page to which the page after the registration links, among links to elsewhere."""

    def welcome(self, key: str) -> str:
        return f'Welcome! <a href="https://docs.shop.example/">Read on</a> or <a href="/claim/{key}">finish</a>. support@example.com'


class Twofold(Claimed):
    """Asks for the address first, and then for the company."""

    names = ("email",)

    def claimed(self, name: str, key: str, form: dict[str, str]) -> tuple[str, str]:
        if name == "claim":
            address = form.get("email", "")
            second = f'<form method="post" action="/company/{key}"><input type="hidden" name="email" value="{address}"><input name="company"></form>'
            return "200 OK", f"What is your company? support@example.com {second}"
        return super().claimed(name, key, form)


class Exclusive(Claimed):
    """Asks for the company, and lets each company sign up only once."""

    asks = '<form method="post" action="/claim/{key}"><input name="email" type="email"><input name="company"></form>'
    names = ("email", "company")

    def __init__(self) -> None:
        super().__init__()
        self.companies: dict[str, str] = {}

    def claimed(self, name: str, key: str, form: dict[str, str]) -> tuple[str, str]:
        if self.companies.setdefault(form.get("company", ""), key) != key:
            return "409 Conflict", "This company has an account already. Questions? support@example.com"
        return super().claimed(name, key, form)


class Confirmed(Claimed):
    """Creates the account only when the buyer opens a link in a mail."""

    def claimed(self, name: str, key: str, form: dict[str, str]) -> tuple[str, str]:
        return (
            "200 OK",
            "We sent you a code: <form method=post action=/code><input name=code></form> support@example.com",
        )


class Delegated(Claimed):
    """Lets the buyer sign up with another site."""

    def welcome(self, key: str) -> str:
        return f'Welcome! <a href="https://id.shop.example/authorize?state={key}">Sign up</a> to finish. support@example.com'


class Drawn(Claimed):
    """Lets a script draw the sign-up."""

    def answer(self, start_response: Start, status: str, text: str, kind: str = "") -> Iterable[bytes]:
        if not text.startswith("Welcome!"):
            return super().answer(start_response, status, text, kind)
        start_response(status, [("Content-Type", "text/html")])
        return [b"<!doctype html><title>Shop</title><div id=root></div><script src=/app.js></script>"]


class Idle(Claimed):
    """Has a form, which stores nothing and says that it did."""

    def claimed(self, name: str, key: str, form: dict[str, str]) -> tuple[str, str]:
        return "200 OK", "You are all set. Questions? support@example.com"


class Handed(Stepped, Claimed):
    """Asks AWS in a second step, which a script takes, and sends the buyer to the sign-up in the JSON of its answer."""

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        faced = Claimed if environ["PATH_INFO"].startswith("/claim/") else Stepped
        return faced.__call__(self, environ, start_response)

    def second(self, asked: Asked) -> Told:
        """Answer with the address of the sign-up."""
        token = self.tokens.get(json.loads(asked.text)["reference"], "")
        self.came.key = ""
        status, text = self.register({TOKEN: token})
        said = {"next": f"/claim/{self.came.key}"} if self.came.key else {"message": text}
        return Told(status, json.dumps(said).replace("/", "\\/"), (), "application/json")


class Sent(Claimed):
    """Has a form that the script of the page sends as JSON."""

    asks = """<form id=join><input name=company><input name=email type=email></form><script>
        document.querySelector("#join").onsubmit = (e) => fetch("/claim/{key}", {{method: "POST", body: JSON.stringify({{
            company: join.company.value, email: join.email.value}})}});</script>"""


claimed, linked, twofold, confirmed = Claimed(), Linked(), Twofold(), Confirmed()
delegated, drawn, idle, handed = Delegated(), Drawn(), Idle(), Handed()
forwarding, repeating, forgetting, refusing = Forwarding(), Repeating(), Forgetting(), Refusing()
exclusive, sent = Exclusive(), Sent()
