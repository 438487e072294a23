"""Rows that are looked up by an identifier, many at once, and remembered until somebody writes their tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Sequence
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, bindparam, func, select

from marketplace_emulator.store.database import Prepared, Store

MOST = 16_384
"""How many identifiers of a lookup are remembered; their rows take some 15 MB."""
_IDENTIFIERS = select(func.json_each(bindparam("identifiers")).table_valued("value").c.value)
_encode = msgspec.json.Encoder().encode


class Lookup:
    """A query for the rows of identifiers, which are in the column `by`."""

    def __init__(self, query: Select[Any], by: ColumnElement[Any]) -> None:
        self._query = Prepared(query.add_columns(by.label("identifier")).where(by.in_(_IDENTIFIERS)))

    def rows(self, store: Store, identifiers: Collection[str], **parameters: Any) -> dict[str, Sequence[sqlite3.Row]]:
        """Return the rows of each identifier, none for one that is not there. The query may have parameters too."""
        known = store.memory.of(self._query, *parameters.values())
        missing = [each for each in identifiers if each not in known]
        if missing:
            if len(known) + len(missing) > MOST:
                known.clear()
                missing = [*identifiers]
            found: dict[str, list[sqlite3.Row]] = {each: [] for each in missing}
            for row in store.rows(self._query, identifiers=_encode(missing).decode(), **parameters):
                if row["identifier"] in found:  # SQLite compares a text with a NUL up to there
                    found[row["identifier"]].append(row)
            known.update(found)
        return known

    def row(self, store: Store, identifier: str, **parameters: Any) -> sqlite3.Row | None:
        """Return the first row of one identifier, or None."""
        return next(iter(self.rows(store, (identifier,), **parameters)[identifier]), None)
