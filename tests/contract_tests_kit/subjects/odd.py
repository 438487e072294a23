"""Subjects that are odd in one way each."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any
from unittest.mock import patch

from marketplace_contracts.browser import TOKEN_FIELD
from tests.contract_tests_kit.subjects.tiny import LATER, RETURN, Tiny


class Nonsense(Tiny):
    """Its probe answers no list."""

    def listed(self) -> Any:
        """Answer with a word."""
        return "seven"


class Talkative(Tiny):
    """It logs the token to a file, which it makes when it first does."""

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        """Register, and log it."""
        with open(os.environ["SHOP_LOG"], "a", encoding="utf-8") as log:
            print(form, file=log)
        return super().register(form)


class Listless(Tiny):
    """It has no probe: any page but one is not found."""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request to the fulfillment URL."""
        if environ["PATH_INFO"] != "/":
            return self.answer(start_response, "404 Not Found", "There is no such page.")
        return super().__call__(environ, start_response)


class Forgetful(Tiny):
    """It says well to everybody and stores nothing, so that only the probe can tell."""

    def store(self, *_: Any) -> None:
        """Store nothing."""


class Doubling(Tiny):
    """A worker stores its buyers a moment later, each time anew."""

    def store(self, account: str, *_: Any) -> None:
        """Let one more account be made."""
        threading.Timer(0.1, self.accounts.append, ({"account": account},)).start()


class Single(Tiny):
    """It takes PRODUCT_CODE for the code of the one product that it sells."""

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        """Refuse a buyer of any other."""
        codes = os.environ["PRODUCT_CODE"]
        with patch.dict(os.environ, PRODUCT_CODE=codes.replace(",", " ")):
            return super().register(form)


class Modern(Tiny):
    """It refuses buyers without an AgreementId, as all buyers of legacy products are."""

    def store(self, account: str, product: str, license_arn: str | None, agreement: str | None) -> None:
        """Fail without an agreement."""
        if agreement is None:
            raise LookupError("no agreement")
        super().store(account, product, license_arn, agreement)

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        """Refuse the buyer politely."""
        try:
            return super().register(form)
        except LookupError:
            return "400 Bad Request", RETURN


modern = Modern()


class Limiting(Tiny):
    """It lets a few dozen buyers in, and no more."""

    visits = 0

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        """Refuse those who come too often."""
        self.visits += 1
        return (
            super().register(form) if self.visits < 30 else ("429 Too Many Requests", "Please come back in a minute.")
        )


single, limiting = Single(), Limiting()


class Deep(Tiny):
    """Its probe answers lists within lists."""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer what no reader of JSON can read."""
        if environ["PATH_INFO"] == "/accounts":
            return self.answer(start_response, "200 OK", "[" * 100_000 + "]" * 100_000, "application/json")
        return super().__call__(environ, start_response)


deep = Deep()


class Markup(Tiny):
    """Its failures show markup and a bad token's text, to see what a report makes of it."""

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        """Blame the token for everything, loudly."""
        status, _ = super().register(form)
        return (
            status,
            "Welcome aboard." if status == "200 OK" else "invalid token &lt;script&gt;alert(1)&lt;/script&gt; \x1b[31m",
        )


class Crashing(Tiny):
    """It raises on every failure of AWS."""

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        """Raise where AWS failed."""
        status, text = super().register(form)
        if status.startswith("5"):
            raise SystemExit(1)
        return status, text


class Speechless(Tiny):
    """It names nobody to turn to."""

    def answer(self, start_response: Callable[..., Any], status: str, text: str, kind: str = "") -> Iterable[bytes]:
        """Leave out the contact."""
        text = (
            text
            if kind
            else text.replace("Questions? support@example.com", "").replace("Contact support@example.com", "")
        )
        return super().answer(start_response, status, text, kind)


class Mortal(Tiny):
    """It serves nobody any more once AWS has failed."""

    dead = False

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        """Register, while it lives."""
        status, text = ("503 Service Unavailable", LATER) if self.dead else super().register(form)
        self.dead = status.startswith("503")
        return status, text


class Writing(Tiny):
    """It writes to standard output before it asks AWS, and counts how often it could not."""

    failures = 0

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        """Register, after a line."""
        try:
            sys.stdout.write("a buyer comes\n")
        except BaseException:
            self.failures += 1
            raise
        return super().register(form)


class Weary(Tiny):
    """After a dozen buyers it crashes before it asks AWS."""

    visits = 0

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        """Register a dozen buyers."""
        self.visits += 1
        if self.visits > 12:
            raise RuntimeError("too many buyers")
        return super().register(form)


writing, weary, listless, talkative = Writing(), Weary(), Listless(), Talkative()


class Misled(Markup, Nonsense):
    """It blames the token, and its probe answers no list."""


misled = Misled()


class Picky(Tiny):
    """It refuses some tokens and not others, by what happens to be in them."""

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        """Refuse a slash after a plus."""
        return ("400 Bad Request", RETURN) if "+/" in form.get(TOKEN_FIELD, "") else super().register(form)


speechless, mortal, picky = Speechless(), Mortal(), Picky()
nonsense, forgetful, doubling, markup, crashing = Nonsense(), Forgetful(), Doubling(), Markup(), Crashing()


def without_anything() -> None:
    """Return nothing: a factory that makes no application."""


number = 7
