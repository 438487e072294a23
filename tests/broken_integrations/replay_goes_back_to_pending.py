"""A returning buyer's account goes back from active to pending."""

from __future__ import annotations

import sqlite3
from typing import Any, ClassVar

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "replay"
CAUGHT_BY = ("replay-signup-kept",)


class Broken(Accounts):
    active: ClassVar[set[int]] = set()

    def update(self, db: sqlite3.Connection, account: sqlite3.Row, customer: Customer) -> int:
        self.active.discard(account["id"])
        return super().update(db, account, customer)

    def sign_up(self, account: int, name: str, email: str) -> None:
        super().sign_up(account, name, email)
        self.active.add(account)

    def all(self) -> list[dict[str, Any]]:
        return [{**entry, "status": "active" if entry["id"] in self.active else "pending"} for entry in super().all()]


app = Integration(accounts=Broken()).app
