"""Every registration books the starting credits in the account's ledger, even if the buyer already has them."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, ClassVar

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "replay"
CAUGHT_BY = ("replay-nothing-granted-twice",)


class Broken(Accounts):
    ledgers: ClassVar[dict[int, list[dict[str, int]]]] = defaultdict(list)

    def store(self, customer: Customer) -> int:
        account = super().store(customer)
        self.ledgers[account].append({"credits": 100})
        return account

    def all(self) -> list[dict[str, Any]]:
        return [{**entry, "ledger": self.ledgers[entry["id"]]} for entry in super().all()]


app = Integration(accounts=Broken()).app
