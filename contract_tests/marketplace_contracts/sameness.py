"""Whether an answer is the same as others of one kind, but for what moves by itself: times, identifiers, nonces, an echo of the token."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from urllib.parse import quote, quote_plus

from marketplace_contracts.answer import Answer

_PIECE = re.compile(r"[^\w-]*[\w-]+|[^\w-]+$")
_TIME = re.compile(
    r"\d{4}-\d\d-\d\d|\b\d{1,2}:\d\d(?::\d\d)?(?:\.\d+)?(?:\s?[AP]M\b)?|\b(?:1[5-9]|2[0-2])\d{8}(?:\d{3}|\.\d+)?\b"
)
"""Dates, times of day, and seconds or milliseconds since 1970, which may stand still while the kit learns what moves."""
_STAMP = re.compile(
    r"(?<=[\s\"'])nonce=(?:\"[^\"]*\"|'[^']*'|[^\s>]+)|<(?:input|meta)\b[^>]*(?:csrf|xsrf|authenticity|requestverification)[^>]*>",
    re.IGNORECASE,
)
"""What pages have against forged requests and scripts: it moves and tells nothing."""
_MOSTLY = 0.5
"""Answers of one kind have at least this share in common."""
_MOST = 6000
"""More pieces than this are not aligned, since that takes too long."""


def contents(answer: Answer, *, status: bool) -> list[str]:
    """Return what a browser gets: addresses, cookies where a script can read them, the body with its scripts, and the `status` if that can matter."""
    scripted = answer.page.scripts > 0
    parts = [str(answer.status)] if status else []
    for hop in answer.hops:
        parts += [value for name, value in hop.headers if name.lower() in ("location", "refresh")]
        if scripted:
            parts += [value.partition(";")[0] for name, value in hop.headers if name.lower() == "set-cookie"]
    return _PIECE.findall(_unmoved("\n".join([*parts, answer.last.text]), answer.token))


def _unmoved(text: str, token: str) -> str:
    if len(token) > 5:
        for dress in (
            quote(token, safe=""),
            quote_plus(token, safe="/"),
            quote(token),
            html.escape(token),
            _json(token),
            token,
        ):
            text = text.replace(dress, "<token>")
    return _TIME.sub("<time>", _STAMP.sub("", text))


def _json(token: str) -> str:
    return json.dumps(token)[1:-1].replace("/", "\\/")


@dataclass(frozen=True)
class Alike:
    """What answers of one kind have in common: pieces, and before each piece (and after the last) how many others may stand."""

    constant: tuple[str, ...]
    gaps: tuple[int, ...]

    @classmethod
    def of(cls, first: list[str], *others: list[str]) -> Alike | None:
        """Learn from answers of one kind what moves; return None if they have too little in common."""
        kind = cls(tuple(first), (0,) * (len(first) + 1))
        for other in others:
            kind = kind._met(other)
        return kind if len(kind.constant) >= _MOSTLY * len(first) else None

    @property
    def moves(self) -> bool:
        """Whether anything moves."""
        return any(self.gaps)

    def shows(self, found: list[str]) -> bool:
        """Return whether an answer is of this kind: where nothing moves it has the same pieces, and where something does not many more."""
        if not self.moves:
            return tuple(found) == self.constant
        at = width = 0
        for mine, its in _aligned(self.constant, found):
            if mine != at:
                return False  # it lacks a piece
            if its - width > 2 * self.gaps[mine]:
                return False
            at, width = mine + 1, its + 1
        return at == len(self.constant) + 1

    def _met(self, other: list[str]) -> Alike:
        constant: list[str] = []
        gaps: list[int] = []
        at = width = 0
        for mine, its in _aligned(self.constant, other):
            lost = sum(self.gaps[at : mine + 1]) + mine - at
            gaps.append(max(lost, its - width))
            constant += self.constant[mine : mine + 1]
            at, width = mine + 1, its + 1
        return Alike(tuple(constant), tuple(gaps))


def _aligned(mine: tuple[str, ...], its: list[str]) -> Iterator[tuple[int, int]]:
    """Yield the places of equal pieces in both, in order, and at last the two ends."""
    ends = len(mine), len(its)
    start = 0
    while start < min(ends) and mine[start] == its[start]:
        start += 1
    stop = 0
    while stop < min(ends) - start and mine[-1 - stop] == its[-1 - stop]:
        stop += 1
    yield from zip(range(start), range(start), strict=True)
    middle, other = mine[start : ends[0] - stop], its[start : ends[1] - stop]
    if len(middle) + len(other) <= _MOST:
        for block in SequenceMatcher(None, middle, other, autojunk=False).get_matching_blocks():
            for each in range(block.size):
                yield start + block.a + each, start + block.b + each
    yield from ((ends[0] - each, ends[1] - each) for each in range(stop, -1, -1))
