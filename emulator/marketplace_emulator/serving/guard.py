"""Who may steer the emulator: programs on this machine, or whoever has its bearer token; never a web page of another site."""

from __future__ import annotations

import hmac
import ipaddress
import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from marketplace_emulator.environment import TOKEN_VARIABLE
from marketplace_emulator.http import HttpRequest

_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[^\[\]:/@\s]+)\.?(?::\d*)?", re.IGNORECASE)


def is_host(name: str) -> bool:
    """Say whether a Host header can have this name, without a port."""
    found = _HOST.fullmatch(name)
    return found is not None and found["name"] == name.rstrip(".")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request may not steer: the HTTP status, a sentence with the next step, and headers."""

    status: int
    detail: str
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Guard:
    """Lets requests to the control API pass, or says why not.

    Without a `token` the request's Host has to be this machine, or one of `hosts`: a page that has made its own name
    point here (DNS rebinding) says that name. With one, the token is what counts.
    """

    token: str | None = None
    hosts: frozenset[str] = frozenset()

    @classmethod
    def bound_to(cls, address: str, hosts: Iterable[str] = ()) -> Guard:
        """Make the guard of a server bound to that address: beyond loopback it has a token."""
        known = frozenset(each.lower().rstrip(".") for each in hosts)
        if is_loopback(address):
            return cls(None, known)
        return cls(os.environ.get(TOKEN_VARIABLE) or secrets.token_urlsafe(24), known)

    def refusal(self, request: HttpRequest) -> Refusal | None:
        """Say why a request may not steer the emulator; None if it may."""
        return self._stranger(request) or _cross_site(request)

    def _stranger(self, request: HttpRequest) -> Refusal | None:
        if self.token is None:
            return self._foreign_host(request)
        kind, _, given = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), self.token.encode()):
            return None
        return Refusal(
            401,
            f"{'this bearer token is not the one' if kind.lower() == 'bearer' else 'a bearer token is missing'} that "
            f"`serve` printed at its start, because it is bound beyond loopback: send `Authorization: Bearer TOKEN`; "
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
            f"Host is {given!r}, expected this machine: localhost, 127.0.0.1 or [::1] with any port; use such a URL, or "
            f"start the emulator with --allow-host {name or 'NAME'}",
        )


def is_loopback(address: str) -> bool:
    """Say whether an address, or a name of a Host header, can only mean this machine."""
    bare = address.strip("[]").lower().rstrip(".")
    if bare == "localhost":
        return True
    try:
        ip = ipaddress.ip_address(bare)
    except ValueError:
        return False
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return (mapped or ip).is_loopback


def _cross_site(request: HttpRequest) -> Refusal | None:
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
        f"{what}, so this comes from a web page of another site, and none may steer the emulator; expected a program, "
        "or a page of the emulator's own; send it from your server, your test or the command line",
    )


def _own_origins(host: str) -> set[str]:
    bare = host.lower()
    own = {f"http://{bare}", f"https://{bare}"}
    return own | {f"http://{bare.removesuffix(':80')}", f"https://{bare.removesuffix(':443')}"}


def _is_link(request: HttpRequest) -> bool:
    # A person who follows a link to the emulator from elsewhere changes nothing, and the page that has the link sees nothing.
    headers = request.headers
    return (
        request.method in ("GET", "HEAD")
        and "origin" not in headers
        and headers.get("sec-fetch-mode") == "navigate"
        and headers.get("sec-fetch-dest") == "document"
    )
