"""Every registration restarts the two-week trial, even if the buyer is already in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "replay"
CAUGHT_BY = ("replay-nothing-reset",)


class Broken(Accounts):
    ends: ClassVar[dict[int, str]] = {}

    def store(self, customer: Customer) -> int:
        account = super().store(customer)
        self.ends[account] = (datetime.now(UTC) + timedelta(days=14)).isoformat()
        return account

    def all(self) -> list[dict[str, Any]]:
        return [{**entry, "trial_ends_at": self.ends.get(entry["id"])} for entry in super().all()]


app = Integration(accounts=Broken()).app
