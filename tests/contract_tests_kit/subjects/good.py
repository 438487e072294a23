"""Good integrations that work differently from the tiny one: none may be accused of anything."""

from __future__ import annotations

import secrets
import string
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, ClassVar

from tests.contract_tests_kit.subjects.tiny import LATER, OURS, RETURN, Tiny

Start = Callable[..., Any]


class Redirecting(Tiny):
    """Answers 303 to everything, and names the failure in the address."""

    accusers = ("product", "buyer", "failures", "leaks")

    pages: ClassVar[dict[str, str]] = {
        RETURN: "/failed?reason=invalid_token",
        LATER: "/failed?reason=try_later",
        OURS: "/failed?reason=our_fault",
    }

    def answer(self, start_response: Start, status: str, text: str, kind: str = "") -> Iterable[bytes]:
        if kind or text.startswith("Come"):
            return super().answer(start_response, status, text, kind)
        where = "/signup" if text.startswith("Welcome") else self.pages.get(text, "/failed?reason=other_product")
        start_response("303 See Other", [("Location", where)])
        return [b""]

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        if environ["PATH_INFO"] in ("/failed", "/signup"):
            page = (
                "You are in. Help: help@example.com"
                if environ["PATH_INFO"] == "/signup"
                else f"We could not register you: {environ['QUERY_STRING'].partition('=')[2].replace('_', ' ')}."
            )
            return super().answer(start_response, "200 OK", page)
        return super().__call__(environ, start_response)


class Elsewhere(Redirecting):
    """Redirects everybody to another site."""

    accusers = ("product", "replay", "buyer", "failures", "leaks")

    pages: ClassVar[dict[str, str]] = {
        RETURN: "https://app.shop.example/oops/link-expired",
        LATER: "https://app.shop.example/oops/later",
        OURS: "https://app.shop.example/oops/our-side",
    }

    def answer(self, start_response: Start, status: str, text: str, kind: str = "") -> Iterable[bytes]:
        if kind or text.startswith("Come"):
            return super().answer(start_response, status, text, kind)
        where = (
            "https://app.shop.example/welcome"
            if text.startswith("Welcome")
            else self.pages.get(text, "https://app.shop.example/oops/product")
        )
        start_response("302 Found", [("Location", where)])
        return [b""]


class Vague(Tiny):
    """Says the same about every failure, with status 200."""

    accusers = ("product", "buyer", "failures")

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        status, text = super().register(form)
        if status == "200 OK":
            return status, text
        return "200 OK", "Something went wrong. Please try again, or contact support@example.com."


class Hedging(Tiny):
    """Names all possible causes, for every failure."""

    accusers = ("product", "buyer", "failures")

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        status, text = super().register(form)
        if status == "200 OK":
            return status, text
        return status.replace("50", "40"), (
            "We could not complete your registration. Your link may be invalid or expired, or AWS Marketplace may be "
            "temporarily unavailable. Try again later, return to AWS Marketplace, or write to support@example.com."
        )


class German(Tiny):
    """Speaks German."""

    accusers = ("product", "buyer", "failures")

    html = "<html lang=de><title>Laden</title>"
    contact = "Kontakt: hilfe@example.com"
    words: ClassVar[dict[str, str]] = {
        RETURN: "Dieser Link ist ungültig oder abgelaufen. Bitte kehren Sie zum AWS Marketplace zurück.",
        LATER: "AWS antwortet gerade nicht. Bitte versuchen Sie es später erneut.",
        OURS: "Unsere Registrierung ist gestört. Bitte wenden Sie sich an den Kundendienst.",
        "Welcome": "Willkommen!",
        "Come": "Kommen Sie vom AWS Marketplace.",
        "This": "Falsches Produkt.",
    }

    def answer(self, start_response: Start, status: str, text: str, kind: str = "") -> Iterable[bytes]:
        if kind:
            return super().answer(start_response, status, text, kind)
        said = self.words.get(text) or self.words[text.split()[0]]
        start_response(status, [("Content-Type", "text/html; charset=utf-8")])
        return [f"<!doctype html>{self.html}<p>{said}</p><p>{self.contact}</p>".encode()]


class Finnish(German):
    """Speaks a language whose words the kit does not know."""

    html = "<html lang=fi><title>Kauppa</title>"
    contact = "apu@example.com"
    words: ClassVar[dict[str, str]] = {
        RETURN: "Linkki on vanhentunut.",
        LATER: "Yritä pian uudelleen.",
        OURS: "Vika on meissä.",
        "Welcome": "Tervetuloa!",
        "Come": "Tule kaupan kautta.",
        "This": "Väärä tuote.",
    }


class Swedish(German):
    """Speaks another such language without naming it; a word of that language links to the support contact."""

    html = "<title>Butiken</title>"
    contact = "Frågor? Använd formuläret på startsidan."
    words: ClassVar[dict[str, str]] = {
        RETURN: "Länken gäller inte längre. Gå tillbaka till AWS Marketplace.",
        LATER: "AWS svarar inte just nu. Ladda om sidan om en stund.",
        OURS: "Vår registrering är ur funktion. Du har inte gjort något fel.",
        "Welcome": "Välkommen!",
        "Come": "Kom hit från AWS Marketplace.",
        "This": "Köpet gäller en annan produkt.",
    }


class Japanese(German):
    """Speaks a language in non-Latin letters without naming it."""

    html = "<title>ショップ</title>"
    contact = "お問い合わせはフォームからお願いします。"
    words: ClassVar[dict[str, str]] = {
        RETURN: "リンクの有効期限が切れています。AWS Marketplace にお戻りください。",
        LATER: "AWS が応答しません。しばらくしてからもう一度お試しください。",
        OURS: "当社側の障害です。",
        "Welcome": "ようこそ。",
        "Come": "AWS Marketplace からお越しください。",
        "This": "別の製品の購入です。",
    }


class Drawn(Tiny):
    """A script draws the page: the answer has only the state, no words."""

    accusers = ("product", "replay", "buyer", "failures")

    def answer(self, start_response: Start, status: str, text: str, kind: str = "") -> Iterable[bytes]:
        if kind:
            return super().answer(start_response, status, text, kind)
        state = {RETURN: "b", LATER: "c", OURS: "d"}.get(text) or text[0]
        start_response(status, [("Content-Type", "text/html")])
        return [
            f'<!doctype html><html><title>Shop</title><div id="root" data-state="{state}"></div><script src="/app.js"></script>'.encode()
        ]


class Nested(Tiny):
    """Keeps one account for each AWS account, with its subscriptions inside."""

    accusers = ("identity", "replay", "machine")

    def store(self, account: str, product: str, license_arn: str | None, agreement: str | None) -> None:
        with self.lock:
            entry = next((each for each in self.accounts if each["aws"] == account), None)
            if entry is None:
                entry = {"aws": account, "subscriptions": [], "visits": 0, "logins": []}
                self.accounts.append(entry)
            entry["visits"] += 1
            entry["entitlements_checked_at"] = time.time()
            entry["logins"].append({"at": time.time(), "entitlements": ["pro"]})
            for each in entry["subscriptions"]:
                if each["product"] == product and (agreement is None or each["agreement"] == agreement):
                    each["license"] = license_arn or each["license"]
                    return
            entry["subscriptions"].append({"product": product, "license": license_arn, "agreement": agreement})


class Careful(Tiny):
    """Refuses forms with extra fields, as a firewall may."""

    accusers = ("reading", "identity", "leaks")

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        if set(form) - {"x-amzn-marketplace-token", "x-amzn-marketplace-offer-type"} & {"plan", "tier", "customer_id"}:
            return "403 Forbidden", "Request refused. Questions? support@example.com"
        return super().register(form)


class Flaky(Tiny):
    """Has a probe that fails now and then."""

    accusers = ("identity", "product", "replay")

    looks = 0

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/accounts":
            self.looks += 1
            if self.looks % 10 == 0:
                return self.answer(start_response, "503 Service Unavailable", "no", "text/plain")
        return super().__call__(environ, start_response)


class Stamped(Tiny):
    """Has a probe that writes the request's time, and a counter, into every entry."""

    accusers = ("identity", "product", "replay")

    def listed(self) -> Any:
        return [{**each, "seen": {"now": int(time.time())}, "request": secrets.token_hex(8)} for each in self.accounts]


class Keyed(Redirecting):
    """Redirects each buyer to an address with a short key of letters only."""

    accusers = ("buyer", "failures", "leaks")

    def answer(self, start_response: Start, status: str, text: str, kind: str = "") -> Iterable[bytes]:
        if not text.startswith("Welcome"):
            return Tiny.answer(self, start_response, status, text, kind)
        key = "".join(secrets.choice(string.ascii_lowercase) for _ in range(10))
        start_response("303 See Other", [("Location", f"/signup/{key}")])
        return [b""]

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith("/signup/"):
            return Tiny.answer(self, start_response, "200 OK", "You came from AWS Marketplace. Who are you?")
        return super().__call__(environ, start_response)


class Personal(Tiny):
    """Names the buyer's account in words, stamps its form, and numbers every page."""

    accusers = ("replay", "buyer", "failures", "leaks")

    def answer(self, start_response: Start, status: str, text: str, kind: str = "") -> Iterable[bytes]:
        if kind:
            return super().answer(start_response, status, text, kind)
        if text.startswith("Welcome"):
            name = f"{secrets.choice(('brave', 'calm', 'kind'))}-{secrets.choice(('otter', 'lynx', 'heron', 'stoat'))}"
            stamp = f"{secrets.token_urlsafe(6)}.{secrets.token_urlsafe(4)}.{secrets.token_urlsafe(20)}"
            text = (
                f"Thank you for coming from AWS Marketplace. We made the workspace {name}, not yet named by you."
                f'<form method="post" action="/signup"><input type="hidden" name="csrf" value="{stamp}"><input name="who"></form>'
            )
        page = f"{text}</p><p>Questions? support@example.com</p><small>req {secrets.token_hex(3)}</small>"
        return super().answer(start_response, status, page)


class Recognising(Tiny):
    """Has another page for a returning buyer."""

    accusers = ("identity", "replay")

    again = "Welcome back! Your account already exists, so there is no need to set it up again. Sign in to continue."

    def store(self, account: str, product: str, license_arn: str | None, agreement: str | None) -> None:
        before = len(self.accounts)
        super().store(account, product, license_arn, agreement)
        self.new.there = len(self.accounts) > before

    def __init__(self) -> None:
        super().__init__()
        self.new = threading.local()

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        status, text = super().register(form)
        return (status, self.again) if status == "200 OK" and not self.new.there else (status, text)


class Delegating(Recognising):
    """Redirects a new buyer to the sign-up of another site, and a known buyer to its login."""

    accusers = ("identity", "replay", "buyer", "leaks")

    def answer(self, start_response: Start, status: str, text: str, kind: str = "") -> Iterable[bytes]:
        if kind or not text.startswith("Welcome"):
            return super().answer(start_response, status, text, kind)
        where = "login" if text == self.again else "signup"
        start_response(
            "303 See Other", [("Location", f"https://auth.shop.example/{where}?state={secrets.token_hex(8)}")]
        )
        return [b""]


class Queued(Tiny):
    """Lets a worker store the buyer, and reports success at once."""

    def store(self, *buyer: Any) -> None:
        threading.Timer(0.1, super().store, buyer).start()


class Named(Tiny):
    """Names the customer in the sign-up's address, which asks for a login and does not trust the name; numbers every page."""

    accusers = ("identity", "buyer", "leaks")

    def answer(self, start_response: Start, status: str, text: str, kind: str = "") -> Iterable[bytes]:
        if not text.startswith("Welcome"):
            return super().answer(start_response, status, text, kind)
        key = secrets.token_urlsafe(24)
        self.keys.add(f"key={key}")
        where = f"/signup?customer={self.came.account}"
        start_response("303 See Other", [("Location", where), ("Set-Cookie", f"key={key}; HttpOnly")])
        return [b""]

    def __init__(self) -> None:
        super().__init__()
        self.keys: set[str] = set()
        self.came = threading.local()

    def store(self, account: str, product: str, license_arn: str | None, agreement: str | None) -> None:
        super().store(account, product, license_arn, agreement)
        self.came.account = account

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        if environ["PATH_INFO"] != "/signup":
            return super().__call__(environ, start_response)
        text = "Choose your plan." if environ.get("HTTP_COOKIE") in self.keys else "Please sign in."
        stamp = f'<form method="post"><input type="hidden" name="csrf" value="{secrets.token_urlsafe(4)}"></form>'
        page = f"{text}</p>{stamp}<small>req {secrets.token_hex(3)}</small><p>Questions? support@example.com"
        return super().answer(start_response, "200 OK", page)


redirecting, elsewhere, vague, hedging, german = Redirecting(), Elsewhere(), Vague(), Hedging(), German()
finnish, swedish, japanese = Finnish(), Swedish(), Japanese()
drawn, nested, careful = Drawn(), Nested(), Careful()
flaky, stamped, keyed, personal = Flaky(), Stamped(), Keyed(), Personal()
recognising, delegating, queued, named = Recognising(), Delegating(), Queued(), Named()
