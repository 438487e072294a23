"""BatchMeterUsage's windows of time: how old and how new usage may be, and the hour that it counts for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from marketplace_emulator import Marketplace
from tests.operations.metering import Seller, hours

OUT = "TimestampOutOfBoundsException"
SECOND = timedelta(seconds=1)


def at(text: str) -> datetime:
    return datetime.fromisoformat(f"2027-{text}").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("reading", "now", "timestamp", "accepted"),
    [
        ("24h", "03-10T12:30", "03-09T12:30:01", True),
        ("24h", "03-10T12:30", "03-09T12:30:00", False),  # "24 hours or more after an event"
        ("24h", "03-01T05:59:59", "02-28T23:59:59", True),
        ("24h", "03-01T05:00", "02-28T06:00", True),
        ("24h", "03-01T05:00", "02-28T04:59", False),  # a day old, though within the six hours' grace
        ("24h", "03-01T06:00", "02-28T23:59:59", False),
        ("24h", "03-01T07:00", "02-28T23:00", False),
        ("24h", "03-01T07:00", "03-01T00:00", True),
        ("24h", "03-02T00:00", "03-01T00:00:01", True),
        ("24h", "01-01T05:59", "01-01T00:00", True),
        ("6h", "03-10T12:30", "03-10T06:30", True),
        ("6h", "03-10T12:30", "03-10T06:29:59", False),
        ("6h", "03-01T05:00", "02-28T23:00", True),
        ("1h", "03-10T12:30", "03-10T11:30", True),
        ("1h", "03-10T12:30", "03-10T11:29:59", False),
    ],
)
def test_the_oldest_usage(metered: Marketplace, reading: str, now: str, timestamp: str, accepted: bool) -> None:
    metered.set_readings(usage_record_window=reading)
    seller = Seller(metered, at(now))
    record = seller.record("dogwood-backup-production", Timestamp=at(timestamp))
    if accepted:
        assert seller.statuses(record) == ["Success"]
    else:
        assert seller.refused(record)[0] == OUT


@pytest.mark.parametrize("timestamp", ["01-10T12:30", "03-10T12:36"])
def test_the_time_of_a_clock_that_was_moved_is_told(metered: Marketplace, timestamp: str) -> None:
    seller = Seller(metered, at("03-10T12:30"))
    code, text = seller.refused(seller.record("dogwood-backup-production", Timestamp=at(timestamp)))
    assert (code, "; the emulator's clock is at 2027-03-10T12:30:00Z" in text) == (OUT, True), text


@pytest.mark.parametrize(
    ("timestamp", "said"), [("02-28T23:59:59", True), ("02-28T07:00:01", True), ("02-28T07:00:00", False)]
)
def test_usage_that_only_the_end_of_the_month_makes_too_old_is_told(
    metered: Marketplace, timestamp: str, said: bool
) -> None:
    seller = Seller(metered, at("03-01T07:00"))
    code, text = seller.refused(seller.record("dogwood-backup-production", Timestamp=at(timestamp)))
    assert (code, "; usage of the month before is accepted until 06:00 UTC on the first day" in text) == (OUT, said), (
        text
    )


@pytest.mark.parametrize(("factor", "said"), [(1000, True), (1_000_000, False), (-1, False), (0, False)])
def test_milliseconds_are_told(seller: Seller, factor: int, said: bool) -> None:
    record = seller.record("alder-analytics")
    sent = {**record, "Timestamp": record["Timestamp"].timestamp() * factor}
    code, text = seller.refused_raw({"ProductCode": seller.products["tidewater-analytics"], "UsageRecords": [sent]})
    assert (code, "in seconds and not in milliseconds" in text) == (OUT, said), text


@pytest.mark.parametrize(
    ("reading", "ahead", "accepted"),
    [
        ("rejected", timedelta(minutes=5), True),
        ("rejected", timedelta(minutes=5, seconds=1), False),
        ("rejected", timedelta(days=9), False),
        ("accepted", timedelta(days=9), True),
        ("accepted", timedelta(minutes=5), True),
    ],
)
def test_usage_in_the_future(metered: Marketplace, reading: str, ahead: timedelta, accepted: bool) -> None:
    metered.set_readings(future_usage_record=reading)
    seller = Seller(metered)
    record = seller.record("dogwood-backup-production", Timestamp=seller.now + ahead)
    if accepted:
        assert seller.statuses(record) == ["Success"]
    else:
        assert seller.refused(record)[0] == OUT


@pytest.mark.parametrize("timestamp", [-1, -1e300, 253402300800, 1e300, 1e15])
@pytest.mark.parametrize("agreement", ["alder-analytics", "dogwood-backup-production"])
def test_a_number_that_is_no_time_is_refused(metered: Marketplace, timestamp: float, agreement: str) -> None:
    metered.set_readings(future_usage_record="accepted")
    seller = Seller(metered)
    record = {**seller.record(agreement), "Timestamp": timestamp}
    code, text = seller.refused_raw({**seller.named(record), "UsageRecords": [record]})
    assert code in (OUT, "InvalidLicenseException")
    assert f"{timestamp:.17g}" in text


def test_one_late_record_sinks_the_batch_and_is_named_with_the_earliest_time(metered: Marketplace) -> None:
    seller = Seller(metered)
    good = seller.record("dogwood-backup-production")
    late = {**good, "Timestamp": seller.now - hours(30)}
    code, text = seller.refused(good, good, late, late)
    assert code == OUT
    assert "UsageRecords[2].Timestamp is 2027-03-09T06:30:00Z" in text
    assert "expected a time after 2027-03-09T12:30:00Z until 2027-03-10T12:35:00Z" in text
    assert seller.statuses(good, good) == ["Success", "Success"]


def test_the_readings_that_decided_are_recorded(metered: Marketplace) -> None:
    seller = Seller(metered)
    seller.send(seller.record("dogwood-backup-production"))
    seller.refused(seller.record("dogwood-backup-production", Timestamp=seller.now + hours(1)))
    plain, future = ({*each["readings"]} for each in metered.exchanges(operation="BatchMeterUsage"))
    assert plain == {"usage_record_window"}
    assert future == {"usage_record_window", "future_usage_record", "error_type"}


def test_times_within_an_hour_are_one_hour_and_the_next_second_is_another(metered: Marketplace) -> None:
    seller = Seller(metered)
    start = seller.now.replace(minute=0)
    times = (start, start + timedelta(minutes=29), start - SECOND)
    records = [seller.record("dogwood-backup-production", 5, Timestamp=each) for each in times]
    first, same, before = seller.send(*records)
    assert first["MeteringRecordId"] == same["MeteringRecordId"] != before["MeteringRecordId"]
    assert seller.billed() == [("license", "5"), ("license", "5")]
    assert [row["hour"] for row in seller.rows()] == [
        start.timestamp(),
        start.timestamp(),
        (start - hours(1)).timestamp(),
    ]


def test_times_with_fractions_as_the_javascript_sdk_sends_them(metered: Marketplace) -> None:
    seller = Seller(metered)
    record = {**seller.record("dogwood-backup-production"), "Timestamp": seller.now.timestamp() - 0.25}
    _, answer = seller.raw({"UsageRecords": [record]})
    assert answer["Results"][0]["UsageRecord"]["Timestamp"] == seller.now.timestamp() - 0.25
