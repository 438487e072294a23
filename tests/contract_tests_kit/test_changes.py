"""What of an entry that has changed is held against a subject, and what changes in good ones, too."""

from __future__ import annotations

import json

import pytest

from contract_tests.accounts import Entry, harm


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
def test_an_account_that_moves_on_is_not_harmed(was: object, now: object) -> None:
    assert harm(entry(was), entry(now)) is None
