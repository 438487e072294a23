"""HTTP messages as the emulator sees them, whichever server, client or test brought them."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from email.utils import formatdate
from functools import lru_cache
from typing import Literal

import msgspec

BODY_LIMIT = 1_048_576
"""Bytes of a request body that are read at the most: AWS Marketplace's operations take less than 1 MB."""


class HttpRequest(msgspec.Struct, frozen=True):
    """A request: header names are lower-case, `query` is the raw query string, `body` is already de-chunked."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes = b""
    query: str = ""


class HttpAnswer(msgspec.Struct, frozen=True):
    """An answer, and what becomes of the connection that carries it.

    `connection` is `keep`; `drop` closes it without a byte of the answer; `cut` closes it after `body`, although
    `Content-Length` promised more; `hang` leaves it open and silent until the client gives up.
    """

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    connection: Literal["keep", "drop", "cut", "hang"] = "keep"

    def header(self, name: str) -> str | None:
        """Give the first header of that name, whatever its case."""
        wanted = name.lower()
        return next((value for key, value in self.headers if key.lower() == wanted), None)

    def with_headers(self, headers: Iterable[tuple[str, str]]) -> HttpAnswer:
        """Give the same answer with these headers instead of those of the same names."""
        new = tuple(headers)
        names = {key.lower() for key, _ in new}
        return msgspec.structs.replace(
            self, headers=(*(pair for pair in self.headers if pair[0].lower() not in names), *new)
        )


Way = Generator[float, None, HttpAnswer]
"""A request on its way: it yields seconds to wait, and returns the answer."""


@lru_cache(maxsize=16)
def date(second: int) -> str:
    """Write epoch seconds as a Date header has them; most requests share theirs with others, so it is kept."""
    return formatdate(second, usegmt=True)
