"""The fault `unprocessed`: records that BatchMeterUsage says it did not process."""

from __future__ import annotations

import pytest

from marketplace_emulator import Marketplace
from marketplace_emulator.undone import Undone

ITEMS = [
    {("dimension", "a")},
    {("dimension", "b")},
    {("dimension", "a"), ("customer_identifier", "c")},
    set[tuple[str, str]](),
]


@pytest.mark.parametrize(
    ("count", "about", "among", "expected"),
    [
        (None, (), {0, 1, 2, 3}, 4),
        (3, (), {0, 1, 2, 3}, 3),
        (9, (), {0, 1, 2, 3}, 4),
        (None, (("dimension", "a"),), {0, 2}, 2),
        (1, (("dimension", "a"),), {0, 2}, 1),
        (None, (("dimension", "a"), ("customer_identifier", "c")), {2}, 1),
        (None, (("dimension", "z"),), set(), 0),
    ],
)
def test_the_chosen_items_are_about_the_rule_s_nouns(
    count: int | None, about: tuple[tuple[str, str], ...], among: set[int], expected: int
) -> None:
    chosen = [Undone(count=count, about=about, chance=each / 50, done=False).positions(ITEMS) for each in range(50)]
    assert {len(each) for each in chosen} == {expected}
    assert set().union(*chosen) == among, "each of them is chosen sooner or later"


def test_a_rule_without_an_operation_concerns_no_call_of_another_operation(marketplace: Marketplace) -> None:
    added = marketplace.add_fault(unprocessed="all", times=1)
    marketplace.client().resolve_customer(RegistrationToken="valid")
    assert next(each for each in marketplace.faults() if each["fault_id"] == added["fault_id"])["seen"] == 0
