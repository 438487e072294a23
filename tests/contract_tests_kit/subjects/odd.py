"""Subjects that are each unusual in one way."""

from __future__ import annotations

import importlib
import os
import sys
import threading
import time
import traceback
from collections.abc import Callable, Iterable
from typing import Any
from unittest.mock import patch

import boto3
from botocore.exceptions import ClientError

from marketplace_contracts.browser import TOKEN_FIELD
from tests.contract_tests_kit.subjects.tiny import LATER, OURS, RETURN, Tiny


class Nonsense(Tiny):
    """The probe does not answer a list."""

    def listed(self) -> Any:
        return "seven"


class Talkative(Tiny):
    """Logs the token to a file, which it creates with the first token."""

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        with open(os.environ["SHOP_LOG"], "a", encoding="utf-8") as log:
            print(form, file=log)
        return super().register(form)


class Listless(Tiny):
    """Has no probe: every other page is not found."""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/":
            return self.answer(start_response, "404 Not Found", "There is no such page.")
        return super().__call__(environ, start_response)


class Forgetful(Tiny):
    """Reports success to everybody and stores nothing, which only the probe can show."""

    def store(self, *_: Any) -> None:
        """Store nothing."""


class Doubling(Tiny):
    """A worker stores buyers a moment later, as new accounts at every visit."""

    def store(self, account: str, *_: Any) -> None:
        threading.Timer(0.1, self.accounts.append, ({"account": account},)).start()


class Agreed(Tiny):
    """Cancels an agreement first, and registers nobody without it."""

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        status, text = super().register(form)
        if status != "200 OK":
            return status, text
        agreements = boto3.client("marketplace-agreement", region_name="us-east-1")
        try:
            agreements.cancel_agreement(agreementId="agmt-any")
        except ClientError:
            self.accounts.pop()
            return "503 Service Unavailable", LATER
        return status, text


class Described(Tiny):
    """Asks for the agreement of a buyer who has its id, and stores only the one who accepted it."""

    def store(self, account: str, product: str, license_arn: str | None, agreement: str | None) -> None:
        if agreement is not None:
            agreements = boto3.client("marketplace-agreement", region_name="us-east-1")
            assert agreements.describe_agreement(agreementId=agreement)["acceptor"]["accountId"] == account
        super().store(account, product, license_arn, agreement)


class Single(Tiny):
    """Reads PRODUCT_CODE as the code of one product."""

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        codes = os.environ["PRODUCT_CODE"]
        with patch.dict(os.environ, PRODUCT_CODE=codes.replace(",", " ")):
            return super().register(form)


class Modern(Tiny):
    """Refuses buyers without an AgreementId, that is, all buyers of legacy products."""

    def store(self, account: str, product: str, license_arn: str | None, agreement: str | None) -> None:
        if agreement is None:
            raise LookupError("no agreement")
        super().store(account, product, license_arn, agreement)

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        try:
            return super().register(form)
        except LookupError:
            return "400 Bad Request", RETURN


modern = Modern()


class Limiting(Tiny):
    """Lets a few dozen buyers in, and then no more."""

    visits = 0

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        self.visits += 1
        return (
            super().register(form) if self.visits < 30 else ("429 Too Many Requests", "Please come back in a minute.")
        )


class Waiting(Tiny):
    """Lets four buyers in, and then nobody until the time of Retry-After is over."""

    again = 0.0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] == "POST" and self.full():
            start_response("429 Too Many Requests", [("Retry-After", os.environ.get("RETRY_AFTER", "0"))])
            return [b"Please come back in a moment."]
        return super().__call__(environ, start_response)

    def full(self) -> bool:
        """Count a buyer; say whether the limit is reached."""
        if self.again:
            if time.monotonic() < self.again:
                return True
            self.again, self.visits = 0.0, 0
        self.visits += 1
        if self.visits > 4:
            self.again = time.monotonic() + 0.05
        return bool(self.again)

    visits = 0


single, limiting, waiting, agreed, described = Single(), Limiting(), Waiting(), Agreed(), Described()


class Deep(Tiny):
    """The probe answers endlessly nested lists."""

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/accounts":
            return self.answer(start_response, "200 OK", "[" * 100_000 + "]" * 100_000, "application/json")
        return super().__call__(environ, start_response)


deep = Deep()


class Markup(Tiny):
    """Failure pages show markup and the bad token, to test how a report shows them."""

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        status, _ = super().register(form)
        return (
            status,
            "Welcome aboard." if status == "200 OK" else "invalid token &lt;script&gt;alert(1)&lt;/script&gt; \x1b[31m",
        )


class Crashing(Tiny):
    """Raises an exception on every failure of AWS."""

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        status, text = super().register(form)
        if status.startswith("5"):
            raise SystemExit(1)
        return status, text


class Speechless(Tiny):
    """Names no support contact."""

    def answer(self, start_response: Callable[..., Any], status: str, text: str, kind: str = "") -> Iterable[bytes]:
        text = (
            text
            if kind
            else text.replace("Questions? support@example.com", "").replace("Contact support@example.com", "")
        )
        return super().answer(start_response, status, text, kind)


class Mortal(Tiny):
    """Serves nobody after AWS has failed once."""

    dead = False

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        status, text = ("503 Service Unavailable", LATER) if self.dead else super().register(form)
        self.dead = status.startswith("503")
        return status, text


class Writing(Tiny):
    """Writes to standard output before each call to AWS, and counts how often that failed."""

    failures = 0

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        try:
            sys.stdout.write("a buyer comes\n")
        except BaseException:
            self.failures += 1
            raise
        return super().register(form)


class Weary(Tiny):
    """After a dozen buyers, crashes before each call to AWS."""

    visits = 0

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        self.visits += 1
        if self.visits > 12:
            raise RuntimeError("too many buyers")
        return super().register(form)


writing, weary, listless, talkative = Writing(), Weary(), Listless(), Talkative()


class Misled(Markup, Nonsense):
    """Blames the token, and the probe does not answer a list."""


misled = Misled()


class Picky(Tiny):
    """Refuses tokens by chance, depending on their characters."""

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        """Refuse a token with a slash after a plus."""
        return ("400 Bad Request", RETURN) if "+/" in form.get(TOKEN_FIELD, "") else super().register(form)


speechless, mortal, picky = Speechless(), Mortal(), Picky()
nonsense, forgetful, doubling, markup, crashing = Nonsense(), Forgetful(), Doubling(), Markup(), Crashing()


def without_anything() -> None:
    """Return nothing: a factory that creates no application."""


number = 7


class Belated(Tiny):
    """If AWS's answer is of no use, tells the buyer to come later, and tries again by itself when three more buyers have come."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting: list[dict[str, str]] = []
        self.came = 0

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        status, text = super().register(form)
        self.came += status == "200 OK"
        if self.waiting and self.came >= 3:
            super().register(self.waiting.pop())
        if text == LATER:
            self.waiting, self.came = [form], 0
        return status, text


belated = Belated()


class Open(Tiny):
    """Lets everybody sign up with a name and an e-mail address, also without a purchase."""

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        if form.get(TOKEN_FIELD) or not form.get("email"):
            return super().register(form)
        self.accounts.append(
            {"id": len(self.accounts) + 1, "email": form["email"]}
            | dict.fromkeys(("account", "product", "license", "agreement"))
        )
        return "200 OK", "Welcome aboard. Questions? support@example.com"


opened = Open()


class Unequipped(Tiny):
    """Cannot import a library when a buyer comes, logs that, and tells the buyer nothing of it."""

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        try:
            importlib.import_module("no_such_library")
        except ImportError:
            traceback.print_exc()
        return "500 Oh", OURS


unequipped = Unequipped()
