"""A returning buyer's date of registration becomes that of the visit."""

from __future__ import annotations

import time
from typing import Any, ClassVar

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "replay"
CAUGHT_BY = ("replay-nothing-reset",)


class Broken(Accounts):
    dates: ClassVar[dict[int, str]] = {}

    def store(self, customer: Customer) -> int:
        account = super().store(customer)
        self.dates[account] = str(int(time.time() * 1000))
        return account

    def all(self) -> list[dict[str, Any]]:
        return [{**entry, "registrationDate": {"N": self.dates.get(entry["id"])}} for entry in super().all()]


app = Integration(accounts=Broken()).app
