"""Every registration queues a usage record, even if the usage is already charged."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "replay"
CAUGHT_BY = ("replay-nothing-granted-twice",)


class Broken(Accounts):
    queued: ClassVar[Counter[int]] = Counter()

    def store(self, customer: Customer) -> int:
        account = super().store(customer)
        self.queued[account] += 1
        return account

    def all(self) -> list[dict[str, Any]]:
        return [{**entry, "usage_to_meter": self.queued[entry["id"]]} for entry in super().all()]


app = Integration(accounts=Broken()).app
