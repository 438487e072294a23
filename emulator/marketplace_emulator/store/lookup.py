"""Rows that are looked up by an identifier, many at once, and remembered until somebody writes their tables."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import Any, Generic, TypeVar

import msgspec
from sqlalchemy import ColumnElement, Select, bindparam, func, select

from marketplace_emulator.store.database import Prepared, Row, Store

MOST = 16_384
"""How many identifiers of a lookup are remembered; their rows take some 15 MB."""
IDENTIFIER = "identifier"
"""The name of a row's last column, which has the identifier that was looked up."""
_IDENTIFIERS = select(func.json_each(bindparam("identifiers")).table_valued("value").c.value)
_encode = msgspec.json.Encoder().encode


Rows = Sequence[Row]
Answer = TypeVar("Answer")


class Lookup(Generic[Answer]):
    """A query for the rows of identifiers, which are in the column `by`; `answer` makes of those of each what is remembered."""

    def __init__(self, query: Select[Any], by: ColumnElement[Any], answer: Callable[[Rows], Answer]) -> None:
        self._query = Prepared(query.add_columns(by.label(IDENTIFIER)).where(by.in_(_IDENTIFIERS)))
        self._answer = answer

    def of(self, store: Store, identifiers: Collection[str], **parameters: Any) -> dict[str, Answer]:
        """Return the answer for each identifier. The query may have parameters too."""
        known = store.memory.of(self._query, *parameters.values())
        missing = [each for each in identifiers if each not in known]
        if missing:
            if len(known) + len(missing) > MOST:
                known.clear()
                missing = [*identifiers]
            found: dict[str, list[Row]] = {each: [] for each in missing}
            for row in store.rows(self._query, identifiers=_encode(missing).decode(), **parameters):
                if row[IDENTIFIER] in found:  # SQLite compares a text with a NUL up to there
                    found[row[IDENTIFIER]].append(dict(row))  # quicker to read than a row of SQLite's
            known.update((each, self._answer(rows)) for each, rows in found.items())
        return known


def first(rows: Rows) -> Row | None:
    """Answer with the first row, or None."""
    return rows[0] if rows else None
