"""A returning buyer has to sign up again, and the earlier sign-up is lost."""

from __future__ import annotations

import sqlite3

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "replay"
CAUGHT_BY = ("replay-signup-kept",)


class Broken(Accounts):
    def update(self, db: sqlite3.Connection, account: sqlite3.Row, customer: Customer) -> int:
        db.execute("UPDATE accounts SET name = NULL, email = NULL WHERE id = ?", [account["id"]])
        return super().update(db, account, customer)


app = Integration(accounts=Broken()).app
