"""What a process remembers of a store's tables, until it or another process writes one of them."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Any, Protocol


class Query(Protocol):
    """A query that names these tables."""

    tables: frozenset[str]


class Memory:
    """Answers of queries: each is forgotten when a statement writes a table of the query, and all after a rollback."""

    def __init__(self) -> None:
        self._known: dict[Hashable, tuple[Query, dict[Any, Any]]] = {}

    def of(self, query: Query, *parameters: Hashable) -> dict[Any, Any]:
        """Return what is remembered of a query with these parameters, to which the caller adds."""
        found = self._known.get((query, *parameters))
        if found is None:
            found = self._known[query, *parameters] = (query, {})
        return found[1]

    def written(self, tables: frozenset[str]) -> None:
        """Forget the answers that come from these tables."""
        for query, answers in self._known.values():
            if answers and not query.tables.isdisjoint(tables):
                answers.clear()

    def forget(self) -> None:
        """Forget everything."""
        for _, answers in self._known.values():
            answers.clear()
