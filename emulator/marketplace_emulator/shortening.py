"""Shorten registration tokens in text, so that they can be recognised but not used."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

SHOWN = 12
"""The number of a token's characters that are shown."""
WHOLE = 24
"""A token of at most this length is a word of a fixture file, such as `expired`, and shown whole."""
MOST = 32
"""The most tokens that are searched for; if a request has more, its whole body is shortened."""

_NAME = re.compile(r"registration_?token|x-amzn-marketplace-token|x-amz-security-token", re.IGNORECASE)
_SECRETS = (
    # Base64 as long as a minted token, and the same with each + turned into a space.
    re.compile(rb"[A-Za-z0-9+/_-]{80,}={0,2}"),
    re.compile(rb"(?<![A-Za-z0-9+/])M(?=[A-Za-z0-9+/]{11})[A-Za-z0-9+/ ]{79,}={0,2}"),
    # What follows a token's name, and all the rest of the text if that is a list or an object.
    re.compile(
        rb"""(?i:registration_?token|x-amzn-marketplace-token)["']?\s*[:=]\s*(?:"([^"]*)|'?([\[{].*|[^\s"'&,}\]]+))""",
        re.DOTALL,
    ),
)
"""What has a token's shape, or a token's place. Each is searched by itself, so that none hides what another finds."""
_ESCAPE = re.compile(
    # JSON's escapes, a surrogate pair as one; percent-encoding; each may itself be escaped any number of times.
    rb"""(?P<utf16>@u[Dd][89ABab][0-9A-Fa-f]{2}@u[Dd][C-Fc-f][0-9A-Fa-f]{2}|@u[0-9A-Fa-f]{4})|@(?P<letter>["/bfnrt]?)""".replace(
        b"@", rb"(?:\\|%(?:25)*5[Cc])++"
    )
    + rb"|%(?:25)*(?P<byte>[0-9A-Fa-f]{2})"
)
_CONTROLS = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t"}


def shortened(token: str) -> str:
    """Return the first 12 characters of a token and "…", or the whole token if it has at most 24 characters."""
    return token if len(token) <= WHOLE else f"{token[:SHOWN]}…"


class Shortening:
    """Shortens these tokens, and every text that stands in a token's place or looks like one, escaped or not."""

    def __init__(self, tokens: Iterable[str] = ()) -> None:
        self.tokens: set[bytes] = set()
        self.learn(list(tokens), secret=True)

    def learn(self, value: Any, *, secret: bool = False) -> None:
        """Add the strings that stand in a token's place in a decoded JSON value to the tokens."""
        if isinstance(value, str) and secret and len(self.tokens) <= MOST:
            written = value.encode("utf-8", "surrogatepass")
            self.tokens |= {each for each in (written, unescaped(written)[0]) if len(each) > WHOLE}
        elif isinstance(value, dict):
            for name, each in value.items():
                self.learn(name, secret=secret)
                self.learn(each, secret=secret or _NAME.fullmatch(name) is not None)
        elif isinstance(value, list):
            for each in value:
                self.learn(each, secret=secret)

    def value(self, value: Any, *, secret: bool = False) -> Any:
        """Shorten tokens in all strings of a decoded JSON value."""
        if isinstance(value, str):
            return shortened(value) if secret else self.text(value)
        if isinstance(value, dict):
            return {
                self.value(name, secret=secret): self.value(each, secret=secret or _NAME.fullmatch(name) is not None)
                for name, each in value.items()
            }
        return [self.value(each, secret=secret) for each in value] if isinstance(value, list) else value

    def header(self, name: str, value: str) -> str:
        """Shorten tokens in a header's value, or the whole value if the header is for a token."""
        return shortened(value) if _NAME.fullmatch(name) else self.text(value)

    def text(self, text: str) -> str:
        """Shorten tokens in a text."""
        return self.body(text.encode("utf-8", "surrogatepass")).decode("utf-8", "surrogatepass")

    def body(self, body: bytes) -> bytes:
        """Shorten tokens in a body; every other byte stays as it was sent."""
        if len(body) <= WHOLE:
            return body
        plain, places = unescaped(body)
        found = self._found(plain) if len(self.tokens) <= MOST else [(0, len(plain))]
        written, at = bytearray(), 0
        for start, end in sorted(each for each in found if each[1] - each[0] > WHOLE):
            shown = places[start + SHOWN]
            while shown and body[shown] & 0xC0 == 0x80:  # inside a UTF-8 character
                shown -= 1
            if shown > at or not written:
                written += body[at:shown] + "…".encode()
            at = max(at, places[end])
        return bytes(written + body[at:])

    def _found(self, plain: bytes) -> Iterator[tuple[int, int]]:
        for pattern in _SECRETS:
            for secret in pattern.finditer(plain):
                yield secret.span(secret.lastindex or 0)
        for token in self.tokens:
            start = plain.find(token)
            while start >= 0:
                yield start, start + len(token)
                start = plain.find(token, start + len(token))


class Whole:
    """Shows everything as it is, where Shortening shows tokens shortened."""

    def text(self, text: str) -> str:
        return text

    def value(self, value: Any) -> Any:
        return value

    def header(self, _: str, value: str) -> str:
        return value

    def body(self, body: bytes) -> bytes:
        return body


def unescaped(text: bytes) -> tuple[bytes, Sequence[int]]:
    """Undo all escapes of JSON and URLs; return the result and, for each of its bytes, the position in the text."""
    if b"\\" not in text and b"%" not in text:
        return text, range(len(text) + 1)
    plain, places, at = bytearray(), list[int](), 0
    for found in _ESCAPE.finditer(text):
        character = _character(found)
        plain += text[at : found.start()] + character
        places += [*range(at, found.start()), *[found.start()] * len(character)]
        at = found.end()
    return bytes(plain + text[at:]), [*places, *range(at, len(text) + 1)]


def _character(escape: re.Match[bytes]) -> bytes:
    if escape["byte"]:
        return bytes.fromhex(escape["byte"].decode())
    if escape["utf16"]:
        units = bytes.fromhex(b"".join(re.findall(rb"u(....)", escape["utf16"])).decode())
        return units.decode("utf-16-be", "surrogatepass").encode("utf-8", "surrogatepass")
    return _CONTROLS.get(escape["letter"], escape["letter"])  # a backslash without a letter becomes nothing
