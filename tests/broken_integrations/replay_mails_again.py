"""Every registration queues the welcome mail, even if the buyer has already had it."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, ClassVar

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "replay"
CAUGHT_BY = ("replay-nothing-granted-twice",)


class Broken(Accounts):
    outboxes: ClassVar[dict[int, list[str]]] = defaultdict(list)

    def store(self, customer: Customer) -> int:
        account = super().store(customer)
        self.outboxes[account].append("Welcome!")
        return account

    def all(self) -> list[dict[str, Any]]:
        return [{**entry, "outbox": self.outboxes[entry["id"]]} for entry in super().all()]


app = Integration(accounts=Broken()).app
