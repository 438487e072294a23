"""Lists in pages: a cursor leads to the next page, so the size of an answer is limited."""

from __future__ import annotations

from typing import Annotated, Any

import msgspec
from msgspec import Meta
from sqlalchemy import Column, Select, Table, select

from marketplace_emulator.store import Row, Store

LARGEST = 1000
NewestFirst = Annotated[bool, Meta(description="the newest first, so that `next` leads to older ones")]


class PageQuery(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A page: at most `limit` items after `cursor`, which is the `next` of the previous page."""

    limit: Annotated[int, Meta(ge=1, le=LARGEST)] = 100
    cursor: Annotated[int, Meta(ge=0, le=2**53)] = 0


def page(
    store: Store, table: Table, query: PageQuery, conditions: dict[str, Any], *, newest: bool = False
) -> tuple[list[Row], int | None]:
    """Return a page of the rows whose columns have the given values (None: any), and the next page's cursor.

    The oldest are first, or the newest.
    """
    number: Column[int] = table.c["position"]
    statement: Select[Any] = select(table).order_by(number.desc() if newest else number).limit(query.limit + 1)
    if query.cursor:
        statement = statement.where(number < query.cursor if newest else number > query.cursor)
    for name, value in conditions.items():
        if value is not None:
            statement = statement.where(table.c[name] == value)
    rows: list[Row] = [dict(row) for row in store.ask(statement)]
    more = len(rows) > query.limit
    return rows[: query.limit], rows[query.limit - 1]["position"] if more else None
