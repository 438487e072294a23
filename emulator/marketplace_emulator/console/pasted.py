"""Read identifiers out of pasted text: a word alone, a shortened token, or a whole line of a log."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from marketplace_emulator.shortening import unescaped

LONGEST = 20_000
"""How many characters of a text are read."""
MOST = 200
"""How many words of a text are read."""
SEPARATORS = 24
"""How many separators inside a word are heeded."""
GAP = "…"
"""Stands in a word for any characters: logs shorten identifiers."""
_GAPS = re.compile(r"\.{2,}|…+|\*{2,}")
_ENDS = ".:!?"
_WORD = re.compile(r"""[^\s"'`\u2018-\u201f«»,;<>(){}\[\]|\\]+""")
_SEPARATOR = re.compile("[=:/&?@#]")
_OF_URL = re.compile("[&?#]")


class Word:
    """A word of a text, and its `parts`, each of which may be an identifier: `token=AbC/d==` has `AbC/d==`, `AbC` and `d==`."""

    def __init__(self, whole: str) -> None:
        self.whole = whole
        self.parts = tuple(dict.fromkeys(each for each in _parts(whole) if len(each) > 1 and each != whole))

    @property
    def looks_like_an_identifier(self) -> bool:
        """Whether the word is more than prose: long, with a digit, or shortened."""
        return (
            GAP in self.whole or len(self.whole) >= 20 or (len(self.whole) >= 8 and any(map(str.isdigit, self.whole)))
        )


class Pasted:
    """A text as one searches for it: its `words`, and the `whole`, which may be a name with spaces."""

    def __init__(self, text: str) -> None:
        self.is_cut = len(text) > LONGEST
        seen = _GAPS.sub(GAP, _visible(text[:LONGEST]))
        self.whole = " ".join(seen.split()).strip(" \"'`,;.:")
        found = dict.fromkeys(each.strip(_ENDS) for each in _WORD.findall(seen) if re.search(r"\w", each))
        self.is_cut |= len(found) > MOST
        self.words = tuple(map(Word, [*found][:MOST]))

    @property
    def number(self) -> int | None:
        """The number of an exchange, if the text is one: `17`, `#17` or `exchange-17`."""
        found = re.fullmatch(r"(?:exchange\W?|#)?([0-9]{1,15})", self.whole.casefold(), re.ASCII)
        return int(found[1]) if found else None


def literal(word: str) -> str:
    """Return the longest part of a word that has neither a gap nor a separator."""
    return max(re.split(f"{_SEPARATOR.pattern}|{GAP}", word), key=len)


def _visible(text: str) -> str:
    plain = unescaped(text.encode("utf-8", "surrogatepass"))[0].decode("utf-8", "replace")
    return "".join(
        " " if (kind := unicodedata.category(each)) == "Cc" else "" if kind == "Cf" else each for each in plain
    )


def _parts(whole: str) -> Iterator[str]:
    """Yield what comes after each separator: all of it, what is before the next part of a URL, and before the next separator."""
    for found in islice(_SEPARATOR.finditer(whole), SEPARATORS):
        rest = whole[found.end() :]
        for end in (None, _OF_URL, _SEPARATOR):
            yield (end.split(rest, maxsplit=1)[0] if end else rest).strip(_ENDS)
    yield _SEPARATOR.split(whole, maxsplit=1)[0]
