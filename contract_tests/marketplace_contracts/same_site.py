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


def is_loopback(url: str) -> bool:
    """Return whether an address is on this machine: localhost, a name below it, or an address such as 127.0.0.1 and ::1."""
    host = _parsed(url).hostname or ""
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
