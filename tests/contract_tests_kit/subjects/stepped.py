"""Good integrations that take more than one step to register a buyer, in the many ways in which sellers do that."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple
from urllib.parse import parse_qs, parse_qsl, quote, urlencode

from tests.contract_tests_kit.subjects.tiny import RETURN, Tiny

HTML = "text/html; charset=utf-8"
TOKEN = "x-amzn-marketplace-token"


class Asked(NamedTuple):
    """A request as a page's code sees it."""

    method: str
    path: str
    query: Mapping[str, str]
    text: str
    visit: str
    environ: Mapping[str, Any]

    @property
    def form(self) -> dict[str, str]:
        """The fields of a form in the body."""
        return dict(reversed(parse_qsl(self.text, keep_blank_values=True)))


class Told(NamedTuple):
    """An answer."""

    status: str
    text: str
    headers: tuple[tuple[str, str], ...] = ()
    kind: str = HTML


def page(text: str, status: str = "200 OK", *headers: tuple[str, str]) -> Told:
    """Return a page of the shop."""
    return Told(status, f"<!doctype html><html lang=en><title>Shop</title><p>{text}</p></html>", headers)


def onward(to: str, status: str = "303 See Other", *headers: tuple[str, str]) -> Told:
    """Return a redirect."""
    return Told(status, "", (("Location", to), *headers))


class Stepped(Tiny):
    """Keeps the token for the visit, and asks AWS when the script of the next page posts the visit's reference as JSON."""

    script = """
        const reference = new URLSearchParams(window.location.search).get("r");
        fetch("/api/registrations", {
            method: "POST",
            headers: {"Content-Type": "application/json"},
            body: JSON.stringify({ reference: reference }),
        }).then((answer) => answer.json()).then((said) => { document.querySelector("p").textContent = said.message; });
    """

    def __init__(self) -> None:
        super().__init__()
        self.tokens: dict[str, str] = {}

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer a request."""
        if environ["PATH_INFO"] == "/accounts":
            return super().__call__(environ, start_response)
        text = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0)).decode()
        query = {name: values[0] for name, values in parse_qs(environ["QUERY_STRING"]).items()}
        cookies = dict(each.strip().partition("=")[::2] for each in environ.get("HTTP_COOKIE", "").split(";"))
        asked = Asked(environ["REQUEST_METHOD"], environ["PATH_INFO"], query, text, cookies.get("visit", ""), environ)
        told = self.answered(asked)
        start_response(told.status, [("Content-Type", told.kind), *told.headers])
        return [told.text.encode()]

    def answered(self, asked: Asked) -> Told:
        """Find the code for a request."""
        match asked.method, asked.path:
            case "POST", "/":
                return self.first(asked)
            case "GET", "/finish":
                return self.finish(asked)
            case "POST", "/api/registrations":
                return self.second(asked)
        return page("Come from AWS Marketplace. Questions? support@example.com")

    def first(self, asked: Asked) -> Told:
        """Take AWS's form."""
        token = asked.form.get(TOKEN)
        return onward(self.address(token)) if token else page(RETURN, "400 Bad Request")

    def address(self, token: str) -> str:
        """Return the address of the next page."""
        return f"/finish?r={self.kept(token)}"

    def kept(self, token: str) -> str:
        """Keep a token, and return a reference to it."""
        reference = secrets.token_urlsafe(12)
        self.tokens[reference] = token
        return reference

    def finish(self, asked: Asked) -> Told:
        """Return the page that goes on."""
        return page(f"One moment, please. Questions? support@example.com</p><script>{self.script}</script>")

    def second(self, asked: Asked) -> Told:
        """Take what the page's script posts."""
        token = self.tokens.get(json.loads(asked.text)["reference"], "")
        status, text = self.register({TOKEN: token})
        return Told(status, json.dumps({"message": text}), (), "application/json")


class Queried(Stepped):
    """Hands the token over in the address of the next page, which is the one thing that it should not do."""

    script = Stepped.script.replace('get("r")', 'get("token")').replace("reference: reference", "token: reference")

    def address(self, token: str) -> str:
        """Put the token into the address."""
        return "/finish?" + urlencode({"token": token})

    def second(self, asked: Asked) -> Told:
        """Take the token from the script."""
        status, text = self.register({TOKEN: json.loads(asked.text)["token"]})
        return Told(status, json.dumps({"message": text}), (), "application/json")


class Baked(Stepped):
    """Keeps the token in a cookie until the next step, which is the one thing that it should not do."""

    def first(self, asked: Asked) -> Told:
        """Take AWS's form."""
        token = asked.form.get(TOKEN, "")
        return onward("/finish", "303 See Other", ("Set-Cookie", f"token={token}; Path=/")) if token else page(RETURN)

    def second(self, asked: Asked) -> Told:
        """Take the token from the cookie."""
        cookies = dict(each.strip().partition("=")[::2] for each in asked.environ["HTTP_COOKIE"].split(";"))
        status, text = self.register({TOKEN: cookies["token"]})
        return Told(status, json.dumps({"message": text}), (), "application/json")


class Eager(Stepped):
    """Asks AWS at once; the script of its page would ask again, and finds out about that."""

    twice = 0

    def first(self, asked: Asked) -> Told:
        """Take AWS's form."""
        status, text = self.register(asked.form)
        return page(f"{text}</p><script>{self.script}</script>", status)

    def second(self, asked: Asked) -> Told:
        """Count the calls."""
        self.twice += 1
        return page("Again?")


class Continued(Stepped):
    """Shows a page with a form whose hidden field has a reference, and asks AWS when the buyer goes on."""

    field = "reference"

    def answered(self, asked: Asked) -> Told:
        """Find the code for a request."""
        if (asked.method, asked.path) == ("POST", "/continue"):
            status, text = self.register({TOKEN: self.tokens.get(asked.form.get(self.field, ""), "")})
            return page(text, status)
        return super().answered(asked)

    def finish(self, asked: Asked) -> Told:
        """Return the page with the form."""
        hidden = f'<input type=hidden name={self.field} value="{asked.query.get("r", "")}">'
        return page(
            "You are nearly there. Questions? support@example.com</p><form action=/search><input name=q></form>"
            f"<form method=post action=/continue>{hidden}<button>Continue</button></form>"
        )


class Filed(Stepped):
    """Has its script in a file of its own, which finds the token in a cookie that lives for a minute."""

    file = """async function post(token) {
        const options = {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({token})};
        return (await fetch(`${window.location.origin}/api/registrations`, options)).json();
    }
    post(decodeURIComponent(document.cookie.match(/handover=([^;]*)/)[1])).then(show);"""

    def answered(self, asked: Asked) -> Told:
        """Find the code for a request."""
        if asked.path == "/app.js":
            return Told("200 OK", self.file, (("Cache-Control", "max-age=3600"),), "text/javascript")
        return super().answered(asked)

    def first(self, asked: Asked) -> Told:
        """Take AWS's form."""
        token = asked.form.get(TOKEN, "")
        cookie = f"handover={quote(token, safe='')}; Path=/; Max-Age=60"
        return onward("/finish", "303 See Other", ("Set-Cookie", cookie)) if token else page(RETURN, "400 Bad Request")

    def finish(self, asked: Asked) -> Told:
        """Return the page that goes on."""
        return page("One moment, please. Questions? support@example.com</p><script src=/app.js></script>")

    def second(self, asked: Asked) -> Told:
        """Take the token from the script."""
        status, text = self.register({TOKEN: json.loads(asked.text)["token"]})
        return Told(status, json.dumps({"message": text}), (), "application/json")


class Computed(Queried):
    """Has a script that computes the address and the names, so that nobody can read it without running it."""

    script = """const ask = (n) => Object.fromEntries(new URLSearchParams(location.search))[n];
        send(["api", "registrations"].join("/"), ask);"""


class Renamed(Computed):
    """Takes JSON of another shape."""

    def second(self, asked: Asked) -> Told:
        """Take the token from the script."""
        given = json.loads(asked.text).get("d", [{"t": ""}])[0]["t"]
        return super().second(asked._replace(text=json.dumps({"token": given})))


class Wandering(Computed):
    """Has a form and a link, too, that lead to other places."""

    def finish(self, asked: Asked) -> Told:
        """Return the page that goes on."""
        reference = asked.query["token"]
        return page(
            f"One moment, please. <a href='/help?about={quote(reference, safe='')}'>Help</a></p>"
            f"<form method=post action=/report><input type=hidden name=about value='{reference}'><button>Report</button></form>"
            f"<script>fetch('/count', {{method: 'POST', body: new URLSearchParams(location.search)}}); {self.script}</script>"
        )


class Silent(Stepped):
    """Answers the script with 204 where all is well; the script then shows the welcome."""

    def second(self, asked: Asked) -> Told:
        """Take what the page's script posts."""
        told = super().second(asked)
        return Told("204 No Content", "") if told.status.startswith("2") else told


stepped, queried, baked, continued, filed = Stepped(), Queried(), Baked(), Continued(), Filed()
computed, renamed, wandering, eager, silent = Computed(), Renamed(), Wandering(), Eager(), Silent()
