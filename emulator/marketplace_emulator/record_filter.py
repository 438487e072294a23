"""The filters for metering records and the ledger, used by the control API's queries, the commands and the Python methods."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal, TypedDict

from msgspec import Meta

from marketplace_emulator.filter_type import FilterType
from marketplace_emulator.nouns import UsageNouns

Operation = Literal["BatchMeterUsage", "MeterUsage"]
"""The operations that take usage."""
Status = Literal["Success", "DuplicateRecord", "CustomerNotSubscribed", "Unprocessed"]
"""What became of a record: the status that AWS answers for it, or Unprocessed."""
Time = Annotated[str | float, Meta(description="a time, such as now-3h or 2026-01-01T10:00:00Z")]
"""A time as the control API takes it; Python callers may also give a datetime."""


class _When(TypedDict, total=False):
    """Members about the operation that took the usage, and the hours that the usage counts for."""

    operation: Annotated[Operation, "Only usage that this operation took."]
    hour: Annotated[str | float | datetime, "Only usage of the hour that this time is in, such as now-3h."]
    since: Annotated[str | float | datetime, "Only usage of hours that end after this time."]
    until: Annotated[str | float | datetime, "Only usage of hours that begin before this time."]


class UsageFilter(UsageNouns, _When, total=False):
    """Usage that matches every member given."""


class RecordFilter(UsageFilter, total=False):
    """Metering records that match every member given."""

    status: Annotated[Status, "Only records with this status."]
    billed: Annotated[bool, "Only records that are billed, or only those that are not."]


_WIRE = {"hour": Time, "since": Time, "until": Time}
USAGE = FilterType(UsageFilter, "Only usage of {}.", _WIRE)
RECORDS = FilterType(RecordFilter, "Only usage of {}.", _WIRE)
