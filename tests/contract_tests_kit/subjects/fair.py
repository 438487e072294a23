"""Good integrations that say, show or store things differently from the tiny one: none may be accused of anything."""

from __future__ import annotations

import hashlib
import itertools
import secrets
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from tests.contract_tests_kit.subjects.tiny import LATER, OURS, RETURN, Tiny

Start = Callable[..., Any]
HTML = "text/html; charset=utf-8"


class Saying(Tiny):
    """Uses other words, always with status 200."""

    accusers = ("product", "buyer", "failures")

    words: ClassVar[dict[str, str]] = {
        RETURN: "We do not recognise this link. Head back to your AWS console and choose Set up your account.",
        LATER: "Hang tight! Amazon is slow to reply. Give it another go in a minute or two.",
        OURS: "Something is broken on our side, and our engineers have been told. Please write to help@example.com.",
    }
    other = "That is our other shop's purchase, of which nothing is known at this counter."
    language, charset = "en", "utf-8"

    def answer(self, start_response: Start, status: str, text: str, kind: str = "") -> Iterable[bytes]:
        if kind:
            return super().answer(start_response, status, text, kind)
        text = self.other if "another product" in text else text
        page = f"<!doctype html><html lang={self.language}><title>Shop</title><p>{self.words.get(text, text)}</p>"
        start_response("200 OK", [("Content-Type", f"text/html; charset={self.charset}")])
        return [page.encode(self.charset)]


class Polish(Saying):
    """Uses a language whose words the kit does not know, with status 200."""

    language, other = "pl", "To zakup innego produktu. Napisz na pomoc@example.com."
    words: ClassVar[dict[str, str]] = {
        RETURN: "Ten odnośnik jest nieważny. Wróć do AWS Marketplace.",
        LATER: "AWS chwilowo nie odpowiada. Spróbuj ponownie za minutę.",
        OURS: "Awaria po naszej stronie. Napisz na pomoc@example.com.",
    }


class Latin(Saying):
    """Uses German, in ISO-8859-1."""

    language, charset = "de", "iso-8859-1"
    other = "Das ist die Bestellung einer anderen Ware, über die wir hier keine Auskunft geben."
    words: ClassVar[dict[str, str]] = {
        RETURN: "Dieser Link ist ungültig. Bitte zurück zum AWS Marketplace.",
        LATER: "AWS ist gerade langsam. Bitte später versuchen.",
        OURS: "Störung bei uns. Bitte Kundendienst anrufen: +49 30 1234567.",
    }


class Advising(Tiny):
    """Gives general advice on its failure pages."""

    accusers = ("product", "buyer", "failures")

    advice = "Tip: if your link has expired, open AWS Marketplace and choose Set up your account. Expired link? Get a new one."

    def answer(self, start_response: Start, status: str, text: str, kind: str = "") -> Iterable[bytes]:
        text = text if kind or status.startswith("2") else f"{text} {self.advice}"
        return super().answer(start_response, status, text, kind)


class Quoting(Tiny):
    """Quotes another customer on every page."""

    accusers = ("product", "replay", "buyer", "failures")

    quotes = itertools.cycle(
        (
            "“We could not live without it!”",
            "“My problem was solved in a day.”",
            "“Nothing else failed us so rarely, and we tried them all.”",
            "“An expired link? Never had one.”",
        )
    )

    def answer(self, start_response: Start, status: str, text: str, kind: str = "") -> Iterable[bytes]:
        return super().answer(start_response, status, text if kind else f"{text}</p><p>{next(self.quotes)}", kind)


class Shell(Tiny):
    """Serves one page for all addresses; a script draws what the address says."""

    accusers = ("product", "replay", "buyer", "failures", "leaks")

    page = "<!doctype html><title>Shop</title><div id=root>Loading…</div><script src=/app.js></script>"
    pages: ClassVar[dict[str, str]] = {RETURN: "E1", LATER: "E8", OURS: "E5"}

    def answer(self, start_response: Start, status: str, text: str, kind: str = "") -> Iterable[bytes]:
        if kind:
            return super().answer(start_response, status, text, kind)
        if text.startswith("Come"):
            start_response("200 OK", [("Content-Type", HTML)])
            return [self.page.encode()]
        failed = f"/register/{self.pages.get(text, 'E7')}"
        where = f"/welcome/{secrets.token_hex(8)}" if text.startswith("Welcome") else failed
        start_response("303 See Other", [("Location", where)])
        return [b""]


class Hosted(Tiny):
    """Redirects every customer to their own host, whose name may be short or long."""

    accusers = ("identity", "replay", "buyer", "leaks")

    def answer(self, start_response: Start, status: str, text: str, kind: str = "") -> Iterable[bytes]:
        if kind or not text.startswith("Welcome"):
            return super().answer(start_response, status, text, kind)
        name = "".join(secrets.choice("bcdfghjklm") for _ in range(secrets.choice((5, 6, 7, 8, 9, 10, 11))))
        start_response("303 See Other", [("Location", f"https://{name}.shop.example/start")])
        return [b""]


class Sessional(Tiny):
    """Keeps the sign-up in a session, whose cookie is only for https."""

    accusers = ("identity", "buyer", "leaks")

    def __init__(self) -> None:
        super().__init__()
        self.sessions: set[str] = set()

    def answer(self, start_response: Start, status: str, text: str, kind: str = "") -> Iterable[bytes]:
        if kind or not text.startswith("Welcome"):
            return super().answer(start_response, status, text, kind)
        self.sessions.add(key := secrets.token_hex(16))
        cookie = f"sid={key}; Path=/; HttpOnly; Secure; SameSite=Lax"
        start_response("303 See Other", [("Location", "/signup"), ("Set-Cookie", cookie), ("Set-Cookie", "a{b}=c")])
        return [b""]

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/signup":
            return super().__call__(environ, start_response)
        known = any(f"sid={each}" in environ.get("HTTP_COOKIE", "") for each in list(self.sessions))
        if known:
            return super().answer(start_response, "200 OK", "Thank you for coming. Tell us who you are.")
        return super().answer(
            start_response, "401 Unauthorized", "Your session is over. Questions? support@example.com"
        )


class Shuffling(Tiny):
    """Lists its accounts in any order, and has the navigation's words on the page of a registered buyer."""

    accusers = ("identity", "product", "replay", "buyer")

    kept: ClassVar[list[dict[str, Any]]] = [{"account": f"99887766554{each}", "product": "old"} for each in range(9)]

    def listed(self) -> Any:
        return sorted([*self.kept, *self.accounts], key=lambda _: secrets.randbits(32))

    def answer(self, start_response: Start, status: str, text: str, kind: str = "") -> Iterable[bytes]:
        """Redirect a GET, or a bad link, to another site."""
        if kind:
            return super().answer(start_response, status, text, kind)
        if text.startswith("Come") or text == RETURN:
            start_response("302 Found", [("Location", "https://aws.amazon.com/marketplace")])
            return [b""]
        return super().answer(start_response, "200 OK", f"{text}</p><p>Our prices</p><p>Our people")


class Asking(Tiny):
    """Asks a returning customer for the password."""

    accusers = ("identity", "replay")

    again = (
        "Good to see you again. Sign in to go on. Can't remember your password? Could not finish last time? We help."
    )

    def __init__(self) -> None:
        super().__init__()
        self.new = threading.local()

    def store(self, account: str, product: str, license_arn: str | None, agreement: str | None) -> None:
        before = len(self.accounts)
        super().store(account, product, license_arn, agreement)
        self.new.there = len(self.accounts) > before

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        status, text = super().register(form)
        return (status, self.again) if status == "200 OK" and not self.new.there else (status, text)


class Counting(Tiny):
    """Counts and lists what happened in every visit."""

    accusers = ("identity", "replay", "machine")

    def store(self, account: str, product: str, license_arn: str | None, agreement: str | None) -> None:
        super().store(account, product, license_arn, agreement)
        for entry in self.accounts:
            if entry["account"] == account:
                for name in ("registered_times", "entitlement_checks", "welcome_page_views"):
                    entry[name] = entry.get(name, 0) + 1
                entry["signup_link_created_at"] = time.time()
                entry.setdefault("resolves", []).append({"at": time.time(), "subscription": agreement})


class Hashing(Tiny):
    """Shows only hashes of identifiers."""

    accusers = ("identity", "replay", "leaks")

    def listed(self) -> Any:
        return [
            {name: hashlib.sha256(str(value).encode()).hexdigest() for name, value in each.items()}
            for each in self.accounts
        ]


class Paged(Tiny):
    """Shows only the ten newest accounts."""

    accusers = ("identity", "product", "replay")

    def listed(self) -> Any:
        return self.accounts[::-1][:10]


class Licensed(Tiny):
    """Knows no AgreementId, which its SDK drops: agreements are told apart by their licenses."""

    accusers = ("identity", "replay")

    def store(self, account: str, product: str, license_arn: str | None, agreement: str | None) -> None:
        with self.lock:
            mine = [each for each in self.accounts if (each["account"], each["product"]) == (account, product)]
            for entry in mine:
                if license_arn is None or entry["license"] in (None, license_arn):
                    entry["license"] = entry["license"] or license_arn
                    return
            self.accounts.append({"account": account, "product": product, "license": license_arn})


saying, polish, latin, advising, quoting = Saying(), Polish(), Latin(), Advising(), Quoting()
shell, hosted, asking, counting = Shell(), Hosted(), Asking(), Counting()
hashing, paged, sessional = Hashing(), Paged(), Sessional()
shuffling, licensed = Shuffling(), Licensed()
