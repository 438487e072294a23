"""Which changes of an entry count against a subject, and which also happen in good ones."""

from __future__ import annotations

import json

import pytest

from marketplace_contracts.changes import Change, changes, harm
from marketplace_contracts.entry import Entry


def entry(value: object) -> Entry:
    return Entry(json.dumps(value))


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ({"status": "active"}, {"status": "suspended"}),
        ({"subscription": {"accountState": "live"}}, {"subscription": {"accountState": "off"}}),
        ({"is_active": True}, {"is_active": False}),
        ({"enabled": 1}, {"enabled": 0}),
        ({"disabled": False}, {"disabled": True}),
        ({"plan": "starter"}, {"plan": "free"}),
        ({"email": "a@example.com"}, {"email": None}),
    ],
)
def test_an_account_is_harmed(was: object, now: object) -> None:
    assert harm(entry(was), entry(now))


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ({"status": "provisioning"}, {"status": "active"}),
        ({"status": "setting up"}, {"status": "ready"}),
        ({"status": None}, {"status": "active"}),
        ({"active": False}, {"active": True}),
        ({"disabled": None}, {"disabled": False}),
        ({"resolve_status": "ok"}, {"resolve_status": "throttled"}),
        ({"last_status": "ok"}, {"last_status": "throttled"}),
        ({"visits": [{"status": "ok"}]}, {"visits": [{"status": "throttled"}]}),
        ({"plan_checked_at": "a"}, {"plan_checked_at": "b"}),
    ],
)
def test_an_account_that_progresses_is_not_harmed(was: object, now: object) -> None:
    assert harm(entry(was), entry(now)) is None


def change(name: str, was: object, now: object) -> Change:
    (found,) = changes(entry({name: was}), entry({name: now}))
    return found


@pytest.mark.parametrize(
    ("name", "was", "now"),
    [
        ("credits", "100", "200"),
        ("balance", "9.50", "10.0"),
        ("api_calls_left", 100, 200),
        ("includedMinutes", 60, 120),
        ("days_left", 13, 14),
        ("seat-limit", 5, 10),
    ],
)
def test_a_number_that_grew_is_granted(name: str, was: object, now: object) -> None:
    assert change(name, was, now).granted


@pytest.mark.parametrize(
    ("name", "was", "now"),
    [
        ("days_left", 14, 13),
        ("hours_since_signup", 1, 2),
        ("minutes_old", 1, 2),
        ("link_minutes_left", 3, 60),
        ("expires_in_minutes", 3, 60),
        ("credits", "100", "many"),
        ("credits", "1790000000", "1790000007"),
        ("limit_updated_at", 5, 6),
        ("leftover", 5, 6),
    ],
)
def test_a_number_that_fell_or_grows_by_itself_is_not_granted(name: str, was: object, now: object) -> None:
    assert not change(name, was, now).granted


@pytest.mark.parametrize("name", ["trial_ends_at", "trialEnd", "trial_period_until", "free_until", "trialExpires"])
def test_a_later_end_is_prolonged_and_an_earlier_one_is_not(name: str) -> None:
    assert change(name, "2026-12-09T10:00:00", "2026-12-09T10:00:02").prolonged
    assert change(name, 1790000000, 1790000002).prolonged
    assert not change(name, "2026-12-09T10:00:02", "2026-12-09T10:00:00").prolonged


@pytest.mark.parametrize("name", ["valid_until", "trial_link_expires_at", "session_free_until", "trials"])
def test_the_end_of_something_else_is_not_prolonged(name: str) -> None:
    assert not change(name, "2026-12-09T10:00:00", "2026-12-09T10:00:02").prolonged
