"""Find what an identifier belongs to, however a log writes it: exactly, else by a part of it, else in the text of exchanges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import BLOB, Integer, bindparam, func, or_, select

from marketplace_emulator.console.findable import EXCHANGE, FINDABLE, Find, Findable
from marketplace_emulator.console.pasted import GAP, Pasted, Word, literal
from marketplace_emulator.store import Row, Store
from marketplace_emulator.store.database import Prepared
from marketplace_emulator.store.exchanges import EXCHANGES

SHOWN = 10
"""The most finds of a noun that are shown."""
PARTS = 6
"""The most parts of words that are looked for: for each of them, all identifiers are read."""
SHORTEST_PART = 3
_TEXT = tuple(EXCHANGES.c[name] for name in ("request_headers", "request_body", "answer_body"))
_MOST = bindparam("most", type_=Integer)


@dataclass(frozen=True, slots=True)
class NounFinds:
    """The finds of one noun; `has_more` says that there are others, which are not shown."""

    heading: str
    finds: tuple[Find, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class Finds:
    """What a text leads to. It was found `exactly`, by a `part` of an identifier, or in the `text` of exchanges."""

    groups: tuple[NounFinds, ...]
    how: str
    is_cut: bool


def find(store: Store, text: str) -> Finds:
    """Find what the identifiers in a text belong to."""
    return _Search(store, Pasted(text)).finds()


class _Search:
    """A search under way: what it has found so far."""

    def __init__(self, store: Store, pasted: Pasted) -> None:
        self._store, self._pasted = store, pasted
        self._found: dict[str, dict[Find, None]] = {}
        self._tried: set[str] = set()

    def finds(self) -> Finds:
        """Search in one way after the other, until something is found."""
        how, left = "exactly", self._exactly()
        if len(self._pasted.words) > 1:
            left = [each for each in left if each.looks_like_an_identifier]
        if not self._found:
            how = "part"
            self._by_part(Word(self._pasted.whole))
        left = [each for each in left[:PARTS] if not self._by_part(each)]
        if not self._found:
            how = "text"
            self._in_text(left)
        headings = [each.heading for each in FINDABLE if each.heading in self._found]
        groups = [NounFinds(each, (*self._found[each],)[:SHOWN], len(self._found[each]) > SHOWN) for each in headings]
        return Finds(tuple(groups), how, self._pasted.is_cut)

    def _exactly(self) -> list[Word]:
        """Find what words name, and return the other words. The parts of a word count only if the whole names nothing."""
        pasted = self._pasted
        if pasted.number is not None:
            rows = self._store.rows(_equal(EXCHANGE, "id"), names=f"[{pasted.number}]", most=1)
            if rows:
                self._add(EXCHANGE, map(dict, rows))
                return []
        named = self._named(pasted.whole, *(each.whole for each in pasted.words))
        if pasted.whole in named:
            return []
        left = [each for each in pasted.words if each.whole not in named]
        named = self._named(*(part for each in left for part in each.parts))
        return [each for each in left if named.isdisjoint(each.parts)]

    def _named(self, *names: str) -> set[str]:
        """Add what these names name; return those that name something."""
        found = set()
        for each in FINDABLE:
            possible = msgspec.json.encode([name for name in names if each.may_have(name)]).decode()
            for column in each.by if possible != "[]" else ():
                rows = self._store.rows(_equal(each, column), names=possible, most=SHOWN + 1)
                self._add(each, map(dict, rows))
                found |= {row[column] for row in rows}
        return found

    def _by_part(self, word: Word) -> bool:
        """Add what has a word, or else what follows a separator in it, in an identifier; say whether there is any."""
        parts = [each for each in (word.whole, *word.parts) if len(literal(each)) >= SHORTEST_PART][:PARTS]
        return any(self._like(each) for each in parts)

    def _like(self, part: str) -> bool:
        if part in self._tried:
            return False
        self._tried.add(part)
        escaped = "".join(f"\\{each}" if each in "\\%_" else each for each in part)
        pattern = escaped.replace(GAP, "%") if GAP in part else f"%{escaped}%"
        before = sum(map(len, self._found.values()))
        for each in FINDABLE:
            for column in each.by if each.may_have(part.replace(GAP, "")) else ():
                self._add(each, map(dict, self._store.rows(_similar(each, column), part=pattern, most=SHOWN + 1)))
        return sum(map(len, self._found.values())) > before

    def _in_text(self, words: Iterable[Word]) -> None:
        """Add the exchanges with the longest word in their text; all of it is read, which takes longest."""
        text = max((literal(part) for word in words for part in (word.whole, *word.parts)), key=len, default="")
        if len(text) >= SHORTEST_PART:
            self._add(EXCHANGE, map(dict, self._store.rows(_WITH_TEXT, text=text.encode(), most=SHOWN + 1)))

    def _add(self, findable: Findable, rows: Iterable[Row]) -> None:
        for row in rows:
            self._found.setdefault(findable.heading, {})[findable.shown(row)] = None


_WITH_TEXT = Prepared(
    lambda: (
        select(*EXCHANGE.columns)
        .where(or_(*(func.instr(func.cast(each, BLOB), bindparam("text", type_=BLOB)) > 0 for each in _TEXT)))
        .order_by(EXCHANGES.c.id.desc())
        .limit(_MOST)
    )
)


@cache
def _equal(findable: Findable, column: str) -> Prepared:
    names = select(func.json_each(bindparam("names")).table_valued("value").c.value)
    return _prepared(findable, findable.table.c[column].in_(names))


@cache
def _similar(findable: Findable, column: str) -> Prepared:
    return _prepared(findable, findable.table.c[column].like(bindparam("part"), escape="\\"))


def _prepared(findable: Findable, condition: Any) -> Prepared:
    newest_first = findable.order.desc()
    query = select(*findable.columns).where(condition).order_by(newest_first).limit(_MOST)
    if findable.newest is not None:
        query = query.where(findable.order > select(func.max(findable.order) - findable.newest).scalar_subquery())
    return Prepared(query)
