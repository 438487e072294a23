"""Integrations that tell failures in some language or code: a right one tells them apart, its wrong twin shows one page for all.

Name one as `told:LANGUAGE`, `told:LANGUAGE_wrong`, or with what moves on its pages, as `told:LANGUAGE_MOVING`.
"""

from __future__ import annotations

import itertools
import json
import secrets
import time
from collections.abc import Callable, Iterable, Mapping
from html import escape
from typing import Any

from tests.contract_tests_kit.subjects.tiny import LATER, OURS, RETURN, Tiny

Start = Callable[..., Any]
HTML = "text/html; charset=utf-8"
WELCOME, COME = "Welcome", "Come"

LANGUAGES: Mapping[str, tuple[str, str, str, str, str]] = {
    "french": (
        "Ce lien n'est pas valide ou a expiré. Retournez sur AWS Marketplace.",
        "AWS ne répond pas pour le moment. Réessayez dans quelques minutes.",
        "Un problème technique de notre côté. Nous nous en occupons.",
        "Merci, votre compte est prêt.",
        "Venez depuis AWS Marketplace.",
    ),
    "german": (
        "Dieser Link ist ungültig oder abgelaufen. Bitte kehren Sie zum AWS Marketplace zurück.",
        "AWS antwortet gerade nicht. Bitte versuchen Sie es später erneut.",
        "Unsere Registrierung ist gestört. Bitte wenden Sie sich an den Kundendienst.",
        "Willkommen! Ihr Konto ist bereit.",
        "Kommen Sie vom AWS Marketplace.",
    ),
    "portuguese": (
        "Este link não é válido ou expirou. Volte ao AWS Marketplace.",
        "O AWS não responde no momento. Tente novamente em alguns minutos.",
        "Um problema técnico do nosso lado. Já estamos trabalhando nisso.",
        "Bem-vindo! A sua conta está pronta.",
        "Venha do AWS Marketplace.",
    ),
    "japanese": (
        "登録リンクが無効、または有効期限が切れています。AWS Marketplace に戻ってください。",
        "AWS に接続できません。数分後にもう一度お試しください。",
        "当社側の障害です。担当者が対応しています。",
        "ご登録ありがとうございます。",
        "AWS Marketplace からお越しください。",
    ),
    "polish": (
        "Ten odnośnik jest nieważny. Wróć do AWS Marketplace.",
        "AWS chwilowo nie odpowiada. Spróbuj ponownie za minutę.",
        "Awaria po naszej stronie. Już nad nią pracujemy.",
        "Witamy! Konto jest gotowe.",
        "Przyjdź z AWS Marketplace.",
    ),
    "english": (
        "We couldn't verify your AWS Marketplace token. Please choose Set up your account in AWS Marketplace.",
        "Amazon is slow today. Give it another go in a few minutes.",
        "Our own fault! Our engineers are on it.",
        "All good, come on in.",
        "Start in AWS Marketplace.",
    ),
    "plain": (
        "This sign-up page has nothing for you. Ask Amazon for another one.",
        "Amazon is slow today. Give it another go in a few minutes.",
        "Our own fault! Our engineers are on it.",
        "All good, come on in.",
        "Start in AWS Marketplace.",
    ),
    "coded": ("1", "2", "3", "ok", "start"),
    "address": ("7", "8", "9", "ok", "start"),
    "state": ("E7", "E8", "E9", "ok", "start"),
    "api": ("E17", "E23", "E40", "ok", "start"),
}
BOTH = "This may be a temporary problem, or your link may be expired: try again in a few minutes, or return to AWS Marketplace."
GREETINGS = itertools.cycle(("Hi!", "Good to see you here.", "Hello there,", "Oh."))
BANNERS = itertools.cycle(("", "<div>Try our <b>new</b> plan, now 20% off</div>", ""))


def moving(name: str, token: str) -> str:
    """Return what moves on a page from visit to visit."""
    return {
        "reference": f"<small>ref {secrets.token_urlsafe(9)} / {secrets.randbelow(10**9)}</small>",
        "time": f"<small>{time.ctime()} {time.time_ns()}</small>",
        "nonce": f'<script nonce="{secrets.token_urlsafe(12)}">track()</script>',
        "csrf": f'<form><input type=hidden name=csrf value="{secrets.token_urlsafe(20)}.{secrets.token_hex(4)}"></form>',
        "echo": f"<p>{escape(token)}</p>",
        "greeting": f"<h2>{next(GREETINGS)}</h2>",
        "banner": next(BANNERS),
    }.get(name, "")


class Telling(Tiny):
    """Tells failures in a language or code; `wrong` has the one page for a dead token, or the one that is `both`, for all."""

    def __init__(self, language: str, wrong: bool, moves: str = "", both: bool = False) -> None:
        super().__init__()
        self.language, self.wrong, self.moves, self.both = language, wrong, moves, both

    def register(self, form: dict[str, str]) -> tuple[str, str]:
        status, text = super().register(form)
        if self.both and status != "200 OK":
            status, text = "400 Bad Request", BOTH
        elif self.wrong and status != "200 OK" and text in (LATER, OURS):
            status, text = "400 Bad Request", RETURN
        return status, text + "\0" + form.get("x-amzn-marketplace-token", "")

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/error":
            return self.shell(start_response, "200 OK", "")
        return super().__call__(environ, start_response)

    def answer(self, start_response: Start, status: str, text: str, kind: str = "") -> Iterable[bytes]:
        if kind:
            return super().answer(start_response, status, text, kind)
        text, _, token = text.partition("\0")
        places = {RETURN: 0, LATER: 1, OURS: 2, WELCOME: 3, COME: 4}
        at = places.get(text, places.get(text.split()[0]))
        said = text if at is None or self.both else LANGUAGES[self.language][at]
        more = moving(self.moves, token)
        if self.language == "api" and at != 4:
            start_response(status, [("Content-Type", "application/json")])
            return [json.dumps({"code": said, "request": secrets.token_hex(8)}).encode()]
        if self.language == "state":
            return self.shell(start_response, status, f'<script>window.state = {{"at": "{said}"}}</script>{more}')
        if self.language in ("coded", "address") and said.isdigit():
            where = f"/?error={said}" if self.language == "coded" else f"/error?code={said}"
            start_response("303 See Other", [("Location", where)])
            return [b""]
        start_response(status, [("Content-Type", HTML)])
        contact = "support@example.com"
        return [f"<!doctype html><title>Shop</title>{more}<p>{said}</p><p>{contact}</p>".encode()]

    def shell(self, start_response: Start, status: str, state: str) -> Iterable[bytes]:
        """Answer a page that a script draws."""
        start_response(status, [("Content-Type", HTML)])
        return [f"<!doctype html><title>Shop</title><div id=app></div>{state}<script src=/app.js></script>".encode()]


def __getattr__(name: str) -> Telling:
    language, _, more = name.partition("_")
    if language not in LANGUAGES:
        raise AttributeError(name)
    words = more.split("_")
    moves = next((each for each in words if each not in ("wrong", "both")), "")
    made = globals()[name] = Telling(language, "wrong" in words, moves, "both" in words)
    return made
