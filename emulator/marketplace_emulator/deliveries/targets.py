"""Where deliveries may go: to loopback and private addresses, and to hosts that `serve --allow-target` names.

A name is checked when the subscription is added, and the address that it leads to before each connection, because DNS may
change in between.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Collection
from urllib.parse import urlsplit


class NotAllowed(ValueError):
    """A target is no URL, or may not be called; the message says which are."""


def host_of(url: str) -> str:
    """Return the host of a URL, or raise NotAllowed for what is none."""
    try:
        parts = urlsplit(url)
        host = parts.hostname
        _ = parts.port
    except ValueError as problem:
        raise NotAllowed(f"the target {url!r} is no URL: {problem}; {_EXPECTED}") from None
    if parts.scheme not in ("http", "https") or not host or not url.isascii() or not url.isprintable() or " " in url:
        raise NotAllowed(f"the target {url!r} is no URL with a host; {_EXPECTED}")
    if "\\" in url:  # libraries disagree about where the host ends
        raise NotAllowed(f"the target {url!r} has a backslash; {_EXPECTED}")
    if "@" in parts.netloc:
        raise NotAllowed(
            f"the target at {host} has a user name or a password before the @, which listings would show; leave them out, and "
            "give the header authorization"
        )
    return host


def check(url: str, allowed: Collection[str]) -> None:
    """Raise NotAllowed for a URL that may not be called. A host that cannot be found yet is not refused."""
    host = host_of(url)
    if host in allowed:
        return
    try:
        found = addresses(host, urlsplit(url).port or 0)
    except OSError:
        return
    for _, address in found:
        check_address(host, address[0], allowed)


def addresses(host: str, port: int) -> list[tuple[socket.AddressFamily, tuple[str, int]]]:
    """Return the addresses of a host, as a socket connects to them; raise OSError if it cannot be found."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except UnicodeError as problem:  # a name with an empty or a very long part
        raise OSError(f"{host!r} is not a name: {problem}") from None
    return [(family, (str(address[0]), port)) for family, _, _, _, address in found]


def check_address(host: str, address: str, allowed: Collection[str]) -> None:
    """Raise NotAllowed if a host's address may not be connected to."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        found = found.ipv4_mapped
    if host in allowed or address in allowed or found.is_loopback or any(found in each for each in _PRIVATE):
        return
    where = host if host == address else f"{host} ({address})"
    raise NotAllowed(
        f"deliveries do not go to {where}: it is neither on this machine nor in a private network; start the emulator with "
        f"serve --allow-target {host} to allow it"
    )


_EXPECTED = "expected one such as http://127.0.0.1:8000/events"
_PRIVATE = [ipaddress.ip_network(each) for each in ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")]
"""The networks that RFC 1918 and RFC 4193 keep for private use; not link-local ones, where clouds have their metadata."""
