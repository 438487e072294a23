"""Ask a person's browser once for the bearer token, and know it again by a cookie, where the emulator is bound beyond loopback."""

from __future__ import annotations

import hashlib
import hmac
import re
from urllib.parse import parse_qs, quote, urlencode

from werkzeug.http import parse_cookie

from marketplace_emulator.console import Console
from marketplace_emulator.console.page import Page, See
from marketplace_emulator.environment import TOKEN_VARIABLE
from marketplace_emulator.http import BODY_LIMIT, HttpRequest, Way

LOGIN, LOGOUT = "/console/login", "/console/logout"
OPEN = "/console/static/"
"""What a browser gets without a login: the look of the page that asks for the token."""
COOKIE = "marketplace_emulator"
LABEL = b"marketplace_emulator console 1"
"""What the token signs, so that the cookie is of no use for anything else."""
_ATTRIBUTES = "HttpOnly; SameSite=Strict; Path=/"
_OWN_PATH = re.compile(r"/(?:console/[^\\\x00-\x20\x7f]*)?", re.ASCII)


class Login:
    """Lets those through to the console who have the token, and those whose browser has the cookie."""

    def __init__(self, console: Console, token: str) -> None:
        self._console, self._token = console, token
        self.cookie = hmac.new(token.encode(), LABEL, hashlib.sha256).hexdigest()
        """The value of the cookie. The token cannot be found out from it, and another token makes another one."""

    def respond(self, request: HttpRequest, *, has_token: bool) -> Way:
        """Answer a request for a page; `has_token` says that it came with the token itself, as a program's does."""
        if has_token or self._is_known(request):
            if request.path == LOGIN:
                return self._console.show(request, See(_next(request.query)))
            if request.path == LOGOUT and request.method == "POST":
                return self._console.show(request, See(LOGIN, _set_cookie("gone", "; Max-Age=0")))
            return self._console.respond(request)
        if request.path.startswith(OPEN):
            return self._console.respond(request)
        if request.path == LOGIN:
            return self._ask(request)
        return self._send_to_login(request)

    def _is_known(self, request: HttpRequest) -> bool:
        given = parse_cookie(request.headers.get("cookie", "")).getlist(COOKIE)
        return any(hmac.compare_digest(each.encode("utf-8", "replace"), self.cookie.encode()) for each in given)

    def _ask(self, request: HttpRequest) -> Way:
        if request.method in ("GET", "HEAD"):
            return self._console.show(request, Page("login.html", next=_next(request.query), wrong=None))
        if request.method != "POST":
            allowed = (("Allow", "GET, HEAD, POST"),)
            return self._console.refuse(request, 405, f"{LOGIN} does not take {request.method}", allowed)
        form = request.body[:BODY_LIMIT].decode("utf-8", "replace")
        given, following = parse_qs(form).get("token", [""])[-1].strip(), _next(form)
        if hmac.compare_digest(given.encode(), self._token.encode()):
            return self._console.show(request, See(following, _set_cookie(self.cookie)))
        wrong = (
            "This is not the token of this emulator. It prints a new one at each start, unless "
            f"{TOKEN_VARIABLE} is set. Copy it from there."
            if given
            else "The field is empty. Paste the token."
        )
        return self._console.show(request, Page("login.html", status=403, next=following, wrong=wrong))

    def _send_to_login(self, request: HttpRequest) -> Way:
        if request.method not in ("GET", "HEAD") or request.headers.get("sec-fetch-dest", "document") != "document":
            detail = f"Nobody is logged in, or the emulator was started again. Open {LOGIN} and give the token."
            return self._console.refuse(request, 401, detail, (("WWW-Authenticate", "Cookie"),))
        here = quote(request.path) + (f"?{request.query}" if request.query else "")
        login = f"{LOGIN}?{urlencode({'next': here})}"
        if request.headers.get("sec-fetch-site", "none") in ("none", "same-origin"):
            return self._console.show(request, See(login))
        # By another site's link, a browser sends no strict cookie. It sends the cookie when a page of ours goes on to the next.
        return self._console.show(request, Page("go_on.html", to=login))


def _next(pairs: str) -> str:
    """Return the emulator's own page that a query or form names as the next one; the first page if it names none."""
    given = parse_qs(pairs).get("next", ["/"])[-1]
    return given if _OWN_PATH.fullmatch(given) else "/"


def _set_cookie(value: str, more: str = "") -> tuple[tuple[str, str], ...]:
    return (("Set-Cookie", f"{COOKIE}={value}; {_ATTRIBUTES}{more}"),)
