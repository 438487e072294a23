"""The metering records that are wanted: a filter, and the records that match it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, or_, select

from marketplace_emulator.duration import HOUR
from marketplace_emulator.store.agreements import AGREEMENTS
from marketplace_emulator.store.buyers import BUYERS
from marketplace_emulator.store.database import Row, Store
from marketplace_emulator.store.metering_records import METERING_RECORDS

_C = METERING_RECORDS.c


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedRecords:
    """A filter: records whose `columns` have these values, of hours that overlap the time from `since` to `until`.

    `customer_identifier` and `license_arn` also find what was sent without them: by the buyer's account, or by the
    agreement. Times are in epoch seconds.
    """

    columns: Mapping[str, str | int | bool] = field(default_factory=dict)
    since: float | None = None
    until: float | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """Return the conditions for a query of the table."""
        found = [equal(name, value) for name, value in self.columns.items()]
        if self.since is not None:
            found.append(_C.hour > self.since - HOUR)
        if self.until is not None:
            found.append(_C.hour < self.until)
        return found


def equal(name: str, value: str | int | bool) -> ColumnElement[bool]:
    """Return the condition that a record is of this product, buyer or hour, or has this status, and so on."""
    if name == "customer_identifier":
        account = select(BUYERS.c.customer_aws_account_id).where(BUYERS.c.customer_identifier == value)
        return or_(_C.customer_identifier == value, _C.customer_aws_account_id.in_(account))
    if name == "license_arn":
        agreement = select(AGREEMENTS.c.agreement_id).where(AGREEMENTS.c.license_arn == value)
        return or_(_C.license_arn == value, _C.agreement_id.in_(agreement))
    return _C[name] == value


def read(store: Store, wanted: WantedRecords, *, limit: int, after: int = 0, newest: bool = False) -> list[Row]:
    """Return the first `limit` records wanted after a position, or the `newest` of them; the oldest first."""
    order = _C.position.desc() if newest else _C.position
    query = select(METERING_RECORDS).where(_C.position > after, *wanted.conditions()).order_by(order).limit(limit)
    rows: list[Row] = [dict(row) for row in store.ask(query)]
    return rows[::-1] if newest else rows
