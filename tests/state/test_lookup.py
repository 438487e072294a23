"""What a process remembers of its store: the same as the store says, whoever changes it and whatever is undone."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, insert, select, update

from marketplace_emulator.store import Store, lookup
from marketplace_emulator.store.buyers import BUYERS
from marketplace_emulator.store.database import Prepared
from marketplace_emulator.store.lookup import Lookup

OF_ACCOUNT = Lookup(select(BUYERS.c.name).order_by(BUYERS.c.position), BUYERS.c.customer_aws_account_id, tuple)
ACCOUNTS = ["1", "2", "3", "1\0", "é", '"']


class Undone(Exception):
    """Ends a transaction so that it is rolled back."""


def names(store: Store) -> dict[str, list[str]]:
    """Look all accounts up, twice."""
    with store.transaction():
        for _ in range(2):
            known = OF_ACCOUNT.of(store, ACCOUNTS)
    return {account: [row["name"] for row in known[account]] for account in ACCOUNTS if known[account]}


def add(store: Store, account: str, name: str) -> None:
    values: dict[str, Any] = {
        "customer_aws_account_id": account, "customer_identifier": f"c{account}", "name": name, "suspended": False,
    }  # fmt: skip
    store.run(Prepared(insert(BUYERS).values(values)))


@pytest.fixture(params=["memory", "file"])
def stores(request: pytest.FixtureRequest, tmp_path: Path) -> list[Store]:
    """Return a store twice, or a file's stores of two processes."""
    if request.param == "memory":
        return [Store()] * 2
    return [Store(str(tmp_path / "marketplace.db")) for _ in range(2)]


def test_every_change_is_seen_by_all_processes(stores: list[Store]) -> None:
    one, other = stores
    expected: dict[str, list[str]] = {}
    for step in (
        lambda store: (add(store, "1", "a"), expected.update({"1": ["a"]})),
        lambda store: (add(store, "é", "b"), expected.update({"é": ["b"]})),
        lambda store: (store.run(Prepared(update(BUYERS).values(name="c"))), expected.update({"1": ["c"], "é": ["c"]})),
        lambda store: (store.ask(delete(BUYERS).where(BUYERS.c.name == "c")), expected.clear()),
    ):
        assert names(one) == names(other) == expected
        with one.transaction():
            step(one)
        assert names(one) == names(other) == expected
        one, other = other, one


def test_what_is_undone_is_not_remembered(stores: list[Store]) -> None:
    store = stores[0]
    with store.transaction():
        add(store, "1", "a")
    with suppress(Undone), store.transaction():
        add(store, "2", "b")
        assert names(store) == {"1": ["a"], "2": ["b"]}
        raise Undone
    assert names(store) == {"1": ["a"]}


def test_what_is_remembered_has_a_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lookup, "MOST", 3)
    store = Store()
    with store.transaction():
        for number in range(9):
            add(store, str(number), f"n{number}")
        for number in range(8):
            known = OF_ACCOUNT.of(store, [str(number), str(number + 1)])
            assert [known[str(each)][0]["name"] for each in (number, number + 1)] == [f"n{number}", f"n{number + 1}"]
            assert len(known) <= 3


def test_the_store_is_not_asked_again() -> None:
    store = Store()
    with store.transaction():
        add(store, "1", "a")
    names(store)
    asked: list[str] = []
    store._driver.set_trace_callback(asked.append)
    assert names(store) == {"1": ["a"]}
    assert [each for each in asked if "buyers" in each] == []
