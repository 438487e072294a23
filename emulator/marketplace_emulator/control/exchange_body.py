"""A body as an exchange shows it: decoded, and as it was sent."""

from __future__ import annotations

import base64
from collections.abc import Iterable
from typing import Any, Literal, TypedDict

import msgspec

from marketplace_emulator import cbor
from marketplace_emulator.cbor import NotCbor
from marketplace_emulator.nesting import too_deep
from marketplace_emulator.shortening import Shortening, Whole

_LABELS = {("smithy-protocol", "rpc-v2-cbor"), ("content-type", "application/cbor")}
_CHUNKS = b"\x7f"
"""The byte with which a text in chunks begins in CBOR; none of UTF-8's text has it, but for one control character."""


class Body(TypedDict):
    """A body as it was sent: its text, or its bytes in base64 where it is no UTF-8.

    `size` is the bytes that were sent, which are more where a token is shown shortened.
    """

    text: str
    base64: bool
    size: int


class Decoded(msgspec.Struct, frozen=True):
    """A body, what it is written in, and its value in JSON's types: None where it is written in neither."""

    body: bytes
    form: Literal["json", "cbor", "other"]
    value: Any

    def shown(self, hide: Shortening | Whole) -> tuple[Any, Body]:
        """Return the value and the body, with tokens shortened by `hide`."""
        if self.form == "other":
            hidden = hide.body(self.body)
            body = _body(_without_chunks(hidden) if isinstance(hide, Shortening) else hidden, len(self.body))
            return body["text"], body
        value = hide.value(self.value)
        if self.form == "json":
            written = hide.body(self.body)
        else:  # a shorter text has another length, which stands before it
            written = self.body if value == self.value else cbor.encode(value)
        return value, _body(written, len(self.body))


def decoded(body: bytes, headers: Iterable[tuple[str, str]]) -> Decoded:
    """Decode a body that was sent with these headers; the value of an empty one is None."""
    if not body:
        return Decoded(body, "json", None)
    try:
        value = msgspec.json.decode(body)
        return Decoded(body, "other", None) if too_deep(value) else Decoded(body, "json", value)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        pass
    try:
        if not _is_text(body) or not _LABELS.isdisjoint((name.lower(), value) for name, value in headers):
            return Decoded(body, "cbor", cbor.as_json(cbor.decode(body)))
    except NotCbor:
        pass
    return Decoded(body, "other", None)


def _is_text(body: bytes) -> bool:
    try:
        body.decode()
    except UnicodeDecodeError:
        return False
    return True


def _without_chunks(body: bytes) -> bytes:
    # What cannot be decoded may hold a token in pieces, in none of which it is found.
    start, chunks, _ = body.partition(_CHUNKS)
    return start + "…".encode() if chunks else body


def _body(body: bytes, size: int) -> Body:
    if _is_text(body):
        return Body(text=body.decode(), base64=False, size=size)
    return Body(text=base64.b64encode(body).decode(), base64=True, size=size)
