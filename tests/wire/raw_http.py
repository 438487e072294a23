"""Requests of ResolveCustomer as bytes, and the answers in the bytes that come back."""

from __future__ import annotations

import json
import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

from tests.conftest import AUTHORIZATION, RESOLVE, Wire

HEAD = f"X-Amz-Target: {RESOLVE}\r\nContent-Type: application/x-amz-json-1.1\r\nAuthorization: {AUTHORIZATION}\r\n"
CHUNKED = f"POST / HTTP/1.1\r\nHost: x\r\n{HEAD}Transfer-Encoding: chunked\r\n\r\n".encode()


@contextmanager
def connected(wire: Wire) -> Iterator[socket.socket]:
    """Open a connection of its own to an emulator."""
    host, port = wire.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), 60) as connection:
        yield connection


def until_closed(connection: socket.socket) -> bytes:
    """Read what comes until the server closes the connection."""
    received = bytearray()
    while chunk := connection.recv(65536):
        received += chunk
    return bytes(received)


def post(token: str, *headers: str, version: str = "1.1") -> bytes:
    """Write a whole request that resolves a token."""
    body = json.dumps({"RegistrationToken": token})
    lines = "".join(f"{each}\r\n" for each in (*headers, f"Content-Length: {len(body)}"))
    return f"POST / HTTP/{version}\r\nHost: localhost\r\n{HEAD}{lines}\r\n{body}".encode()


def answers(received: bytes) -> list[tuple[int, str | None]]:
    """Parse the received bytes as whole answers; return the status and error of each."""
    found = []
    at = 0
    while at < len(received):
        body = received.index(b"\r\n\r\n", at) + 4
        head = received[at:body]
        length = int((re.search(rb"(?i)content-length: (\d+)", head) or [b"", b"0"])[1])
        at = body + length
        found.append((int(head.split()[1]), error_in(received[body:at])))
    return found


@lru_cache(maxsize=8)
def error_in(body: bytes) -> str | None:
    """Return the error that a JSON body names; a test may get one body hundreds of times."""
    named: str | None = json.loads(body).get("__type") if body else None
    return named
