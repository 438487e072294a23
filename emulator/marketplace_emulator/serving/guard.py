"""Decide who may use the control API and the console: this machine, or who has the bearer token; never another site's web page."""

from __future__ import annotations

import hmac
import ipaddress
import os
import re
import secrets
from collections.abc import Iterable

import msgspec

from marketplace_emulator.environment import TOKEN_VARIABLE
from marketplace_emulator.http import HttpRequest

_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[^\[\]:/@\s]+)\.?(?::\d*)?", re.IGNORECASE)


def is_host(name: str) -> bool:
    """Return whether this name, without a port, is possible in a Host header."""
    found = _HOST.fullmatch(name)
    return found is not None and found["name"] == name.rstrip(".")


class Refusal(msgspec.Struct, frozen=True):
    """Why a request must not use the control API: the HTTP status, a sentence with the next step, and headers."""

    status: int
    detail: str
    headers: tuple[tuple[str, str], ...] = ()


class Guard(msgspec.Struct, frozen=True):
    """Admits requests to the control API and the console, or refuses them with a reason.

    With a `token`, the request must have this token. Without one, its Host must be this machine or one of `hosts`: a
    web page whose own name resolves to this machine (DNS rebinding) sends that name.
    """

    token: str | None = None
    hosts: frozenset[str] = frozenset()

    @classmethod
    def bound_to(cls, address: str, hosts: Iterable[str] = ()) -> Guard:
        """Make the guard of a server that is bound to this address; beyond loopback the guard has a token."""
        known = frozenset(each.lower().rstrip(".") for each in hosts)
        if is_loopback(address):
            return cls(None, known)
        return cls(os.environ.get(TOKEN_VARIABLE) or secrets.token_urlsafe(24), known)

    def refusal(self, request: HttpRequest) -> Refusal | None:
        """Return why a request must not use the control API, or None if it may."""
        return self._stranger(request) or cross_site(request)

    def page_refusal(self, request: HttpRequest) -> Refusal | None:
        """Return why a request must not use the console, or None if it may. With a `token`, the login decides who asks."""
        return (self._foreign_host(request) if self.token is None else None) or cross_site(request) or _no_page(request)

    def has_token(self, request: HttpRequest) -> bool:
        """Return whether a request comes with the bearer token; no request does if there is none."""
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        known = (self.token or "").encode()
        return bool(known) and kind.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), known)

    def _stranger(self, request: HttpRequest) -> Refusal | None:
        if self.token is None:
            return self._foreign_host(request)
        if self.has_token(request):
            return None
        kind = request.headers.get("authorization", "").partition(" ")[0]
        return Refusal(
            401,
            f"the bearer token is {'wrong' if kind.lower() == 'bearer' else 'missing'}; the emulator is bound beyond "
            "loopback and expects the token that `serve` printed at its start: send `Authorization: Bearer TOKEN`; "
            f"commands take it from {TOKEN_VARIABLE}, Python from connect(url, token)",
            (("WWW-Authenticate", 'Bearer realm="marketplace-emulator"'),),
        )

    def _foreign_host(self, request: HttpRequest) -> Refusal | None:
        given = request.headers.get("host", "")
        found = _HOST.fullmatch(given)
        name = found["name"].lower().rstrip(".") if found else ""
        if found and (is_loopback(name) or name in self.hosts):
            return None
        return Refusal(
            403,
            f"Host is {given!r}, expected this machine: localhost, 127.0.0.1 or [::1] with any port; use one of these in the "
            f"URL, or start the emulator with --allow-host {name or 'NAME'}",
        )


def is_loopback(address: str) -> bool:
    """Return whether an address or a Host header's name can only mean this machine."""
    bare = address.strip("[]").lower().rstrip(".")
    if bare == "localhost":
        return True
    try:
        ip = ipaddress.ip_address(bare)
    except ValueError:
        return False
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return (mapped or ip).is_loopback


def cross_site(request: HttpRequest) -> Refusal | None:
    """Return why a request is one of another site's web page, or None if it is not; a link that a person follows is none."""
    headers = request.headers
    origin, site = headers.get("origin"), headers.get("sec-fetch-site")
    if origin is not None and origin.lower() not in _own_origins(headers.get("host", "")):
        what = f"Origin is {origin!r}"
    elif site not in (None, "same-origin", "none") and not _is_link(request):
        what = f"Sec-Fetch-Site is {site!r}"
    else:
        return None
    return Refusal(
        403,
        f"{what}: the request comes from another site's web page, which must not steer the emulator; expected a "
        "program or one of the emulator's own pages; send the request from your server, your test or the command line",
    )


def _no_page(request: HttpRequest) -> Refusal | None:
    # Every browser says where a form comes from. What says nothing is a program, or a browser that hides it.
    headers = request.headers
    if request.method != "POST" or "origin" in headers or headers.get("sec-fetch-site") == "same-origin":
        return None
    return Refusal(
        403,
        "the POST has neither Origin nor Sec-Fetch-Site, expected one that names this emulator, as a browser sends "
        "with a form of the console; a program uses the control API under /_emulator/, the commands or Python instead",
    )


def _own_origins(host: str) -> set[str]:
    bare = host.lower()
    own = {f"http://{bare}", f"https://{bare}"}
    return own | {f"http://{bare.removesuffix(':80')}", f"https://{bare.removesuffix(':443')}"}


def _is_link(request: HttpRequest) -> bool:
    # A person who follows another site's link to the emulator changes nothing, and that site does not see the answer.
    headers = request.headers
    return (
        request.method in ("GET", "HEAD")
        and "origin" not in headers
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
    )
