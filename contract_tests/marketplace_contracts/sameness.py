"""Whether an answer is the same as others of one kind, but for what moves by itself: the exact comparison (decision 8).

Times, identifiers, nonces and an echo of the token move.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from marketplace_contracts.answer import Answer
from marketplace_contracts.disguise import dresses

_PIECE = re.compile(r"[^\w-]*[\w-]+|[^\w-]+$")
_WORD = re.compile(r"[^\W\d_]{2,}")
_KEY = re.compile(r"(?=[\w-]*(?:\d|_|[a-z][A-Z]|[A-Z]{2,}[a-z]))[\w-]{6,}")
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
_TOO_SHORT = 5
"""A token of so few characters may be a word of the page."""
_MOST = 6000
"""More pieces than this are not aligned, since that takes too long."""


def _contents(answer: Answer, *, status: bool) -> list[str]:
    """Return what a browser gets: addresses, cookies where there is a script, which can ask what belongs to them, and the body with its scripts."""
    scripted = answer.page.scripts > 0
    parts = [str(answer.status)] if status else []
    for hop in answer.hops:
        parts += [value for name, value in hop.headers if name.lower() in ("location", "refresh")]
        if scripted:
            parts += [value.partition(";")[0] for name, value in hop.headers if name.lower() == "set-cookie"]
    return _PIECE.findall(_unmoved("\n".join([*parts, answer.last.text]), answer.token))


def vocabulary(answer: Answer, everywhere: frozenset[str]) -> frozenset[str]:
    """Return the words of an answer, without keys, an echo of the token, and words of the sentences that are `everywhere`."""
    said = _KEY.sub(" ", without_echo(answer.page.text, answer.token)).lower()
    return frozenset(_WORD.findall(said)) - frozenset(_WORD.findall(" ".join(everywhere)))


def _unmoved(text: str, token: str) -> str:
    return _TIME.sub("<time>", _STAMP.sub("", without_echo(text, token)))


def without_echo(text: str, token: str) -> str:
    """Replace every echo of a token, however it is written."""
    if len(token) <= _TOO_SHORT:
        return text
    for _, dressed in dresses(token):
        text = text.replace(dressed, "<token>")
    return text


@dataclass(frozen=True)
class Alike:
    """What answers of one kind have in common: pieces, and before each piece (and after the last) how many others may stand.

    The `status` belongs to it if no buyer can read the page.
    """

    constant: tuple[str, ...]
    gaps: tuple[int, ...]
    status: bool

    @classmethod
    def of(cls, answers: list[Answer], *, status: bool, everywhere: frozenset[str]) -> Alike | None:
        """Learn from answers of one kind what moves; return None if they have too little in common, in their own words as well."""
        first, *others = (_contents(each, status=status) for each in answers)
        kind = cls(tuple(first), (0,) * (len(first) + 1), status)
        for other in others:
            kind = kind._met(other)
        words = [vocabulary(each, everywhere) for each in answers]
        common = frozenset.intersection(*words)
        alike = all(len(common) >= _MOSTLY * len(each) for each in words)
        return kind if alike and len(kind.constant) >= _MOSTLY * len(first) else None

    @property
    def moves(self) -> bool:
        """Whether anything moves."""
        return any(self.gaps)

    def shows(self, answer: Answer) -> bool:
        """Return whether an answer is of this kind: where nothing moves it has the same pieces, and where something does not many more."""
        found = _contents(answer, status=self.status)
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
        return Alike(tuple(constant), tuple(gaps), self.status)


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
