"""Every registration adds the first month's minutes, even if the buyer has already had them."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "replay"
CAUGHT_BY = ("replay-nothing-granted-twice",)


class Broken(Accounts):
    minutes: ClassVar[Counter[int]] = Counter()

    def store(self, customer: Customer) -> int:
        account = super().store(customer)
        self.minutes[account] += 100
        return account

    def all(self) -> list[dict[str, Any]]:
        return [{**entry, "minutes_left": self.minutes[entry["id"]]} for entry in super().all()]


app = Integration(accounts=Broken()).app
