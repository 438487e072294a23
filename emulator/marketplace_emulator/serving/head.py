"""The head of a request or an answer in HTTP/1.1, as bytes."""

from __future__ import annotations

from functools import cache, lru_cache
from http import HTTPStatus
from urllib.parse import unquote

import httptools

from marketplace_emulator.http import HttpAnswer

_BODILESS = (204, 304)


@lru_cache(maxsize=1024)
def lower_case(name: bytes) -> str:
    """Return a header's name in lower case; most requests have those of the one before."""
    return name.decode("latin-1").lower()


@lru_cache(maxsize=256)
def split(url: bytes) -> tuple[str, str]:
    """Split a request's target into its path and its raw query."""
    try:
        parsed = httptools.parse_url(url)
    except httptools.HttpParserInvalidURLError:
        return url.decode("latin-1"), ""
    path = (parsed.path or b"/").decode("latin-1")
    return unquote(path) if "%" in path else path, (parsed.query or b"").decode("latin-1")


@cache
def _status_line(status: int) -> str:
    phrase = {each.value: each.phrase for each in HTTPStatus}.get(status, "")
    return f"HTTP/1.1 {status} {phrase}\r\n"


def encode(answer: HttpAnswer, keep: bool, head_only: bool) -> bytes:
    """Write an answer; the connection is closed after it unless it is to `keep`, and `head_only` leaves out the body.

    Of a stream only the head is written: it comes in chunks, or until the connection is closed.
    """
    lines = [_status_line(answer.status)]
    counted = answer.status in _BODILESS
    for name, value in answer.headers:
        lines.append(f"{name}: {value}\r\n")
        counted = counted or name == "Content-Length"
    if answer.stream is not None:
        lines.append("Transfer-Encoding: chunked\r\n" if keep else "")
    elif not counted:
        lines.append(f"Content-Length: {len(answer.body)}\r\n")
    lines.append("\r\n" if keep else "Connection: close\r\n\r\n")
    head = "".join(lines).encode("latin-1", "replace")
    return head if head_only else head + answer.body
