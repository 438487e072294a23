"""The end of a month, by which AWS bills: by UTC, in every month and year."""

from __future__ import annotations

import pytest

from marketplace_emulator import duration


@pytest.mark.parametrize(
    ("at", "end"),
    [
        ("2027-01-01T00:00:00Z", "2027-02-01T00:00:00Z"),
        ("2027-01-31T23:59:59.999Z", "2027-02-01T00:00:00Z"),
        ("2028-02-28T12:00:00Z", "2028-03-01T00:00:00Z"),
        ("2027-12-31T20:00:00-08:00", "2028-02-01T00:00:00Z"),
        ("2027-12-05T00:00:00Z", "2028-01-01T00:00:00Z"),
        ("1970-01-01T00:00:00Z", "1970-02-01T00:00:00Z"),
        ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ],
)
def test_a_month_ends_when_the_next_one_begins(at: str, end: str) -> None:
    assert duration.iso(duration.month_end(duration.moment(at, 0))) == end
