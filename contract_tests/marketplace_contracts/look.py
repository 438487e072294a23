"""What answers of one kind have in common, and where they vary from buyer to buyer: the tolerant comparison (decision 8)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import unquote

from marketplace_contracts import wording
from marketplace_contracts.answer import Answer
from marketplace_contracts.sameness import without_echo

_VARYING = re.compile(r"(?=[\w+/=-]*(?:\d|[a-z][A-Z]))[\w+/=-]{16,}|\d+")
"""Numbers, and long strings that look like a key and not like words."""
_KEY = re.compile(r"(?=[\w%+-]*(?:\d|[a-z][A-Z]))[\w%+-]{16,}={0,2}")
_VALUE = re.compile(r"(?<=[\s\"'])(value|nonce)=(\"[^\"]*\"|'[^']*'|[^\s>]+)")
_PIECE = re.compile(r"[\w-]+|\S")
_MOSTLY = 0.7
"""Answers of one kind have more than this share in common."""


def constant(text: str) -> str:
    """Return a text without what varies from buyer to buyer."""
    return _VARYING.sub("#", unquote(text))


@dataclass(frozen=True)
class Look:
    """The pieces of an answer, mostly words; a piece that varies is None. The first `onward` pieces are statuses and addresses."""

    pieces: tuple[str | None, ...]
    onward: int
    lengths: frozenset[int] = frozenset()
    said: frozenset[str] = frozenset()

    @classmethod
    def of(cls, first: Answer, *others: Answer) -> Look:
        """Learn what answers of one kind have in common; `others` of another kind are ignored."""
        pieces, onward = _pieces(first)
        said, lengths = first.page.sentences, set[int]()
        learned: list[str | None] = list(pieces)
        for other in others:
            said &= other.page.sentences
            more, also_onward = _pieces(other)
            differing = [at for at, pair in enumerate(zip(pieces, more, strict=False)) if not _equal(*pair)]
            same_length = len(more) == len(pieces) and also_onward == onward
            if not same_length or len(differing) > len(pieces) * (1 - _MOSTLY):
                continue
            for at in differing:
                learned[at] = None
                lengths |= {len(pieces[at]), len(more[at])}
        return cls(tuple(learned), onward, frozenset(lengths), said)

    def shows(self, answer: Answer) -> bool:
        """Return whether an answer looks like this."""
        pieces, onward = _pieces(answer)
        if len(pieces) != len(self.pieces) or onward != self.onward:
            return False
        return all(
            at >= onward or self._keyed(found, good=answer.good) if known is None else _equal(known, found)
            for at, (known, found) in enumerate(zip(self.pieces, pieces, strict=True))
        )

    def _keyed(self, found: str, *, good: bool) -> bool:
        """Return whether a piece may be a key in an address; a word there, such as `expired`, may be a message.

        If AWS's answer was good, the key may have a length that was not seen before.
        """
        return (good or len(found) in self.lengths) and not wording.explains(found)


def _pieces(answer: Answer) -> tuple[list[str], int]:
    onward = list(_split("\n".join(f"{hop.status} {hop.header('location')}" for hop in answer.hops)))
    return [*onward, *_split(_VALUE.sub(r"\1", without_echo(answer.last.text, answer.token)))], len(onward)


def _split(text: str) -> Iterator[str]:
    return (piece.group(0) for piece in _PIECE.finditer(unquote(_KEY.sub(_masked, text))))


def _masked(key: re.Match[str]) -> str:
    """Mask a key, but not words that `%20` separates, whose digits do not belong to the text."""
    plain = unquote(key.group(0))
    return "#" if _VARYING.fullmatch(plain) else key.group(0)


def _equal(one: str, other: str) -> bool:
    return one == other or (constant(one) == constant(other) and one.isdigit() == other.isdigit())
