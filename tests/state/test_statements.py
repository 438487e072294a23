"""Statements are built when they are first asked, so that the start of `serve` does not wait for those that nobody asks."""

from __future__ import annotations

import importlib
import pkgutil

import pytest
from sqlalchemy import Select, select
from sqlalchemy.sql.expression import Executable

from marketplace_emulator import store
from marketplace_emulator.store import Store
from marketplace_emulator.store.buyers import BUYERS
from marketplace_emulator.store.database import Prepared

NAMES = sorted(each.name for each in pkgutil.iter_modules(store.__path__))


@pytest.mark.parametrize("name", NAMES)
def test_no_statement_of_a_noun_is_built_at_import(name: str) -> None:
    module = importlib.import_module(f"{store.__name__}.{name}")
    statements = {name: each for name, each in vars(module).items() if isinstance(each, Prepared)}
    assert [name for name, each in statements.items() if isinstance(each.statement, Executable)] == []


def test_a_statement_is_built_once() -> None:
    built: list[Select[tuple[str]]] = []

    def statement() -> Select[tuple[str]]:
        built.append(select(BUYERS.c.name))
        return built[-1]

    asked = Prepared(statement)
    opened = Store()
    assert not built
    for _ in range(2):
        with opened.transaction():
            assert opened.rows(asked) == []
    assert len(built) == 1
    opened.close()
