"""HTTP requests and answers, independent of the server, client or test that they come from."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from email.utils import formatdate
from functools import lru_cache
from typing import Literal

import msgspec

from marketplace_emulator.wait import Wait

Stream = Generator[bytes | Wait, None, None]
"""A body that goes on: it yields pieces to send, and waits. It ends when its client leaves; whoever has it closes it."""
BODY_LIMIT = 1_048_576
"""The most bytes of a request body that are read; AWS Marketplace's operations take less than 1 MB."""


class HttpRequest(msgspec.Struct, frozen=True):
    """A request: header names are lower-case, `query` is the raw query string, `body` is already de-chunked."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""
    query: str = ""


class HttpAnswer(msgspec.Struct, frozen=True):
    """An answer, and what happens to its connection.

    `connection` is normally `keep`. `drop` closes the connection without sending a byte, `cut` closes it after `body`
    although `Content-Length` announces more, and `hang` leaves it open and silent until the client gives up. A `stream` is
    sent instead of the body.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    connection: Literal["keep", "drop", "cut", "hang"] = "keep"
    stream: Stream | None = None

    def header(self, name: str) -> str | None:
        """Return the first header with this name in any case, or None."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def with_headers(self, headers: Iterable[tuple[str, str]]) -> HttpAnswer:
        """Return a copy of the answer in which these headers replace the ones with the same names."""
        new = tuple(headers)
        names = {key.lower() for key, _ in new}
        return msgspec.structs.replace(
            self, headers=(*(pair for pair in self.headers if pair[0].lower() not in names), *new)
        )


Way = Generator[Wait, bool | None, HttpAnswer]
"""A request in progress: it yields waits and returns the answer. It is sent True if nobody waits for the answer any more."""


@lru_cache(maxsize=16)
def date(second: int) -> str:
    """Write epoch seconds for a Date header; cached, because most requests share their second with others."""
    return formatdate(second, usegmt=True)
