"""Which addresses belong to one server: every name of this machine is one host, as the seller's domain is in production."""

from __future__ import annotations

import ipaddress
from urllib.parse import SplitResult, urlsplit

_SHOWN_PORTS = {80: 0, 443: 0}
"""Ports that an address may leave out. A front end that ends TLS makes one of two, so they count as one."""


def same_site(one: str, other: str) -> bool:
    """Return whether two addresses belong to one server."""
    return _server(one) == _server(other)


def same_page(one: str, other: str) -> bool:
    """Return whether two addresses are those of one page, whatever the server is called in them."""
    return same_site(one, other) and urlsplit(one)[2:4] == urlsplit(other)[2:4]


def forces_https(subject: str, at: str, onward: str) -> bool:
    """Return whether a subject at http sends a buyer, who said to come by https, from a page to the same page at https.

    A subject that believes the buyer leads from its http address to https at most once: it then takes itself to be there.
    """
    if not subject.startswith("http:") or not onward.startswith("https:"):
        return False
    if same_site(at, onward):
        return at.startswith("https:") and same_page(at, onward)
    both = is_loopback(at) and is_loopback(onward)
    return (both or _parsed(at).hostname == _parsed(onward).hostname) and _parsed(at).path == (
        _parsed(onward).path or "/"
    )


def is_loopback(url: str) -> bool:
    """Return whether an address is on this machine."""
    return names_loopback(_parsed(url).hostname or "")


def names_loopback(host: str) -> bool:
    """Return whether a host is this machine: localhost, a name below it, or an address such as 127.0.0.1 and ::1."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified


def _server(url: str) -> tuple[str, int]:
    parts = _parsed(url)
    try:
        port = parts.port or 0
    except ValueError:  # no browser goes to such a port
        return url, -1
    return "localhost" if is_loopback(url) else parts.hostname or "", _SHOWN_PORTS.get(port, port)


def _parsed(url: str) -> SplitResult:
    try:
        return urlsplit(url)
    except ValueError:  # half an IPv6 address
        return SplitResult("", url, "", "", "")
