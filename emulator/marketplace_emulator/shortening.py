"""Shortening: text that quotes registration tokens, written so that they can be recognised and not used."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from marketplace_emulator.nesting import too_deep

SHOWN = 12
"""Characters of a token that are shown."""
WHOLE = 24
"""Up to this length a token is a word of a fixture file, such as `expired`, and shown whole."""
MOST = 32
"""Tokens that are looked for; where a request names more, every long text of it is shown as a token is."""
WORK = 6_000_000
"""Characters that are searched for one exchange, times the tokens; one token in the largest body takes a third of it."""
PER_ESCAPE = 200
"""What an escape counts as in that: it is undone in several views of the text."""
DEPTH = 3
"""How often a text is unescaped in the search: JSON in JSON in a form, and no deeper."""

_ESCAPE = re.compile(
    r"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|\\u[0-9a-fA-F]{4}|\\[\"\\/bfnrt]|%[0-9a-fA-F]{2}"
)
_LETTERS = {"b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
_TOKEN_SHAPE = re.compile(
    r"[A-Za-z0-9+/_-]{80,}={0,2}|(?<![A-Za-z0-9+/])M(?=[A-Za-z0-9+/]{11})[A-Za-z0-9+/ ]{79,}={0,2}"
)
"""A minted token, with its `+` turned into spaces too; any base64 of that length is a secret for all we know."""
_MEMBER = re.compile(
    r"""(?:registration_?token|x-amzn-marketplace-token)["']?\s*+[:=]\s*+\[?+\s*+"""
    r"""(?:"((?:[^"\\]++|\\.)*+)|([^\s"&,}\]]++))""",
    re.IGNORECASE | re.DOTALL,
)
_NAME = re.compile(r"registration_?token|x-amzn-marketplace-token|x-amz-security-token", re.IGNORECASE)


def shortened(token: str) -> str:
    """Write a token so that it can be recognised and not used: its first 12 characters."""
    return token if len(token) <= WHOLE else f"{token[:SHOWN]}…"


class Shortening:
    """Shortens these tokens, and whatever has a token's place or shape, however a text escapes them."""

    def __init__(self, tokens: Iterable[str] = ()) -> None:
        self.tokens: set[str] = set()
        self._work = 0
        for token in tokens:
            self.learn(token, secret=True)

    def learn(self, value: Any, *, secret: bool = False) -> None:
        """Take for tokens the strings that stand at a token's place in a decoded JSON value, until they are too many."""
        if self.overfull:
            return
        if isinstance(value, str):
            if secret and len(value) > WHOLE:
                self.tokens |= {value, value.encode("utf-8", "replace").decode("latin-1")}
            if value.lstrip()[:1] in ("{", "["):
                self.learn(_decoded(value), secret=secret)
        elif isinstance(value, dict):
            for name, each in value.items():
                self.learn(name, secret=secret)
                self.learn(each, secret=secret or _NAME.fullmatch(name) is not None)
        elif isinstance(value, list):
            for each in value:
                self.learn(each, secret=secret)

    @property
    def overfull(self) -> bool:
        """Whether there is more to look for than may be: a small request could ask for hours of searching."""
        return len(self.tokens) > MOST or self._work > WORK

    def value(self, value: Any) -> Any:
        """Shorten tokens in all strings of a decoded JSON value."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, dict):
            return {self.text(name): self.value(each) for name, each in value.items()}
        return [self.value(each) for each in value] if isinstance(value, list) else value

    def header(self, name: str, value: str) -> str:
        """Shorten tokens in a header's value; one that is a credential altogether is shortened as one."""
        return shortened(value) if _NAME.fullmatch(name) else self.text(value)

    def text(self, text: str, *, guess: bool = True) -> str:
        """Shorten tokens in a text, whether they are written plainly, with JSON's escapes or percent-encoded.

        With `guess`, what follows a token's name is one too; JSON needs none, it was learnt from.
        """
        if len(text) <= WHOLE:
            return text
        self._work += len(text) * len(self.tokens) + PER_ESCAPE * (text.count("\\") + text.count("%"))
        if self.overfull:
            return shortened(text)
        cuts = sorted({cut for view in _views(_View(text), DEPTH) for cut in self._found(view, guess)})
        if not cuts:
            return text
        written: list[str] = []
        at = 0
        for shown, end in cuts:
            if shown > at or not written:
                written += [text[at:shown], "…"]
            at = max(at, end)
        return "".join((*written, text[at:]))

    def body(self, body: bytes) -> bytes:
        """Shorten tokens in a body, which may be no text at all."""
        try:
            return self.text(body.decode(), guess=_decoded(body) is None).encode()
        except UnicodeDecodeError:
            return b"\xe2\x80\xa6".join(part.encode("latin-1") for part in self.text(body.decode("latin-1")).split("…"))

    def _found(self, view: _View, guess: bool) -> Iterator[tuple[int, int]]:
        for start, end in self._places(view.text, guess):
            if end - start > WHOLE:
                yield view.place(_shown_until(view.text, start)), view.place(end)

    def _places(self, text: str, guess: bool) -> Iterator[tuple[int, int]]:
        for token in self.tokens:
            start = text.find(token)
            while start >= 0:
                yield start, start + len(token)
                start = text.find(token, start + len(token))
        for found in _TOKEN_SHAPE.finditer(text):
            yield found.span()
        for found in _MEMBER.finditer(text) if guess else ():
            yield found.span(1 if found[1] is not None else 2)


class _View:
    """A text with some escapes undone, and where each of its characters stands in the text as it came."""

    def __init__(self, text: str, below: _View | None = None, jumps: Iterable[tuple[int, int]] = ()) -> None:
        self.text = text
        self.below = below
        self._jumps = list(jumps)

    def place(self, position: int) -> int:
        """Find the place in the text as it came."""
        if self.below is None:
            return position
        index = bisect.bisect_right(self._jumps, (position, 1 << 60)) - 1
        here, there = self._jumps[index] if index >= 0 else (0, 0)
        return self.below.place(there + position - here)

    def unescaped(self, mark: str) -> _View | None:
        """Undo the escapes that start with a backslash, or with a percent sign; None where there are none."""
        if mark not in self.text:
            return None
        written: list[str] = []
        jumps: list[tuple[int, int]] = []
        length = at = 0
        for found in _ESCAPE.finditer(self.text):
            if found[0][0] != mark:
                continue
            plain = _plain(found[0])
            written += [self.text[at : found.start()], plain]
            length += found.start() - at + len(plain)
            at = found.end()
            jumps.append((length, at))
        if not jumps:
            return None
        written.append(self.text[at:])
        return _View("".join(written), self, jumps)


def _views(view: _View, depth: int) -> Iterator[_View]:
    yield view
    if depth:
        for mark in ("\\", "%"):
            below = view.unescaped(mark)
            if below is not None:
                yield from _views(below, depth - 1)


def _decoded(text: str | bytes) -> Any:
    try:
        value = msgspec.json.decode(text)
        return None if too_deep(value) else value
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None


def _shown_until(text: str, start: int) -> int:
    end = start + SHOWN
    for escape in _ESCAPE.finditer(text, start, end + SHOWN):
        if escape.start() < end < escape.end():
            return escape.start()
    return end


def _plain(escape: str) -> str:
    if escape[0] == "%":
        # A form's bytes are seen one by one: a token in it is compared in the same way.
        return chr(int(escape[1:], 16))
    if escape[1] == "u":
        if len(escape) == 12:
            return chr(0x10000 + ((int(escape[2:6], 16) - 0xD800) << 10) + int(escape[8:], 16) - 0xDC00)
        return chr(int(escape[2:], 16))
    return _LETTERS.get(escape[1], escape[1])
