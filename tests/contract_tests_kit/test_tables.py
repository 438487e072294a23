"""Buyers who get several entries are counted by table; entries that are alike are several accounts."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from marketplace_contracts.entry import Entry
from marketplace_contracts.pauses import Pauses
from marketplace_contracts.run import Run
from marketplace_contracts.tables import tables_of

Check = Callable[..., Run]
COUNTING = ("identity-two-buyers", "identity-two-agreements", "replay-return-accepted", "machine-any-order")


def entries(*values: Any) -> list[Entry]:
    """Write entries as the probe does."""
    return [Entry(json.dumps(each, sort_keys=True)) for each in values]


@pytest.mark.parametrize("name", ["metered", "labelled", "recording"])
def test_a_buyer_with_entries_in_two_tables_is_judged_like_any_other(check: Check, name: str) -> None:
    run = check(f"several:{name}", *COUNTING, examples=2)
    assert [(each.contract.id, each.reason) for each in run.verdicts if each.verdict != "holds"] == []


def test_an_entry_that_a_worker_adds_later_is_waited_for(check: Check) -> None:
    run = check("several:queued", "identity-two-buyers", "replay-return-accepted", pauses=Pauses(second=0.4))
    assert [(each.contract.id, each.reason) for each in run.verdicts if each.verdict != "holds"] == []


def test_an_entry_too_many_in_one_table_is_seen(check: Check) -> None:
    run = check("several:racing", "identity-two-buyers", "replay-concurrent-double-submit")
    assert run.broken == ["replay-concurrent-double-submit"]


def test_two_accounts_for_each_buyer_are_told_with_what_was_seen(check: Check) -> None:
    run = check("several:twice", "identity-two-buyers", "replay-return-accepted")
    (broken,), (other,) = run.of("broken"), run.of("not_verified")
    for reason in (broken.reason, other.reason):
        assert "each buyer adds {" in reason
        assert "if not all of them are accounts, let --accounts show only accounts" in reason


def test_tables_are_told_by_the_names_of_the_members() -> None:
    tables = tables_of([entries({"a": n, "b": {"c": 1}}, {"a": n, "d": 1}) for n in range(3)])
    assert tables.counts(entries({"a": 7}, {"a": 7, "d": 2}, {"a": 8, "d": 2, "new": 1})) in ([1, 2], [2, 1])


def test_tables_are_told_by_a_value_that_always_comes_back() -> None:
    tables = tables_of([entries({"pk": n, "sk": "PROFILE"}, {"pk": n, "sk": "USAGE"}) for n in range(3)])
    assert sorted(tables.counts(entries({"pk": 7, "sk": "USAGE"}, {"pk": 8, "sk": "USAGE"}))) == [0, 2]


def test_entries_that_are_alike_are_no_tables() -> None:
    tables = tables_of([entries({"id": n, "of": n}, {"id": n + 10, "of": n}) for n in range(3)])
    assert tables.counts(entries({"id": 1}, {"id": 2})) == [2]
    assert str(tables).startswith('each buyer adds {"id": 0, "of": 0} and {"id": 10, "of": 0}; ')


def test_a_table_that_grows_with_every_visit_does_not_count() -> None:
    added = [entries({"account": n}, {"event": "visit", "by": n}) for n in range(3)]
    before = [each for both in added for each in both]
    after = [*before, *entries(*({"event": "visit", "by": n, "new": 1} for n in range(3)))]
    tables = tables_of(added).without_logs(before, after)
    assert tables.counts(after) == [3]
