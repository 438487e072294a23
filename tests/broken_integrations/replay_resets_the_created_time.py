"""A returning buyer is stored as new: the time of the first registration is lost."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "replay"
CAUGHT_BY = ("replay-nothing-reset",)


class Broken(Accounts):
    def update(self, db: sqlite3.Connection, account: sqlite3.Row, customer: Customer) -> int:
        now = datetime.now(UTC).isoformat()
        db.execute("UPDATE accounts SET created_at = ? WHERE id = ?", [now, account["id"]])
        return super().update(db, account, customer)


app = Integration(accounts=Broken()).app
