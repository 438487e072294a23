"""Which changes of an entry count against a subject, and which also happen in good ones."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime

import pytest

from marketplace_contracts.changes import Change, changes, harm
from marketplace_contracts.entry import Entry, paired
from marketplace_contracts.moment import is_about_now


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


@pytest.mark.parametrize(
    "name",
    [
        *("registrationDate", "registration_time", "signUpDate", "subscribedSince", "createdOn", "subscribed_at"),
        *("purchase_date", "enrolledAt", "dateAdded", "登録日", "fecha_alta", "dateInscription", "angelegt_am"),
    ],
)
def test_a_time_of_the_beginning_is_created_again(name: str) -> None:
    assert change(name, "2026-12-09T10:00:00", "2026-12-09T10:00:02").created_again


@pytest.mark.parametrize(
    "name", ["subscriptionEndsAt", "registration_link_date", "last_purchase_date", "order_checked_at"]
)
def test_a_time_of_something_else_is_not_created_again(name: str) -> None:
    assert not change(name, "2026-12-09T10:00:00", "2026-12-09T10:00:02").created_again


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ({"registered": {"$date": "2026-12-09T10:00:00Z"}}, {"registered": {"$date": "2026-12-09T10:00:02Z"}}),
        ({"registered": {"N": "1790000000"}}, {"registered": {"N": "1790000002"}}),
        ({"fields": {"registered": {"_seconds": 1790000000}}}, {"fields": {"registered": {"_seconds": 1790000002}}}),
    ],
)
def test_a_database_s_way_to_write_a_value_is_no_name(was: object, now: object) -> None:
    (found,) = changes(entry(was), entry(now))
    assert (found.name, found.created_again) == ("registered", True)


@pytest.mark.parametrize(
    ("name", "doubtful"),
    [("date", True), ("eingang", True), ("modifiedAt", False), ("updated", False), ("lastSeen", False)],
)
def test_a_time_with_another_name_that_became_the_present_is_doubtful(name: str, doubtful: bool) -> None:
    assert change(name, time.time() - 3, time.time()).timed_anew is doubtful
    assert not change(name, 1790000000, 1790000002).timed_anew, "the present is another time"
    assert not change(name, 5, 6).timed_anew


@pytest.mark.parametrize(
    "written",
    [
        *("%Y-%m-%dT%H:%M:%S.%f+00:00", "%Y-%m-%d %H:%M:%S", "%Y%m%dT%H%M%SZ", "%a, %d %b %Y %H:%M:%S GMT", "%c"),
        *("%d.%m.%Y %H:%M:%S", "%m/%d/%Y, %I:%M:%S %p", "%d/%m/%Y %H:%M"),
    ],
)
def test_the_present_is_read_however_it_is_written(written: str) -> None:
    assert is_about_now(datetime.now(UTC).strftime(written))


@pytest.mark.parametrize("unit", [1, 1000, 1_000_000])
def test_the_present_is_read_in_seconds_and_smaller_units(unit: int) -> None:
    assert is_about_now(time.time() * unit)
    assert is_about_now(int(time.time() * unit))
    assert is_about_now(str(int(time.time() * unit)))


@pytest.mark.parametrize("value", [True, None, 5, "", "abc123456", "210987654321", "2026-99-99 10:00"])
def test_another_value_is_not_the_present(value: object) -> None:
    assert not is_about_now(value)
    assert not is_about_now(datetime.now(UTC).strftime("%Y-%m-%d"))


def test_a_value_that_is_new_is_a_change_but_no_harm() -> None:
    added = change_of(
        {"id": 1}, {"id": 1, "email": "a@example.com", "user_id": "7", "credits": 5, "registered_at": 1790000000}
    )
    assert {each.name for each in added} == {"email", "user_id", "credits", "registered_at"}
    assert not any(each.lost or each.other_id or each.created_again or each.granted for each in added)
    gone = change_of({"id": 1, "email": "a@example.com"}, {"id": 1})
    assert gone[0].lost


def change_of(was: object, now: object) -> list[Change]:
    return changes(entry(was), entry(now))


def test_entries_are_paired_by_what_they_have_in_common() -> None:
    first, second = entry({"id": 1, "plan": "a", "name": "x"}), entry({"id": 2, "plan": "a", "name": "y"})
    renamed = entry({"id": 2, "plan": "a", "name": "z"})
    assert paired([first, second], [renamed, first]) == [(second, renamed)]
    assert paired([first, second], [second, first]) == []
