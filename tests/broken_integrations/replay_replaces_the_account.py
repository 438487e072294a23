"""A returning buyer gets a new account instead of the old one, and loses everything that belongs to it."""

from __future__ import annotations

import sqlite3

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "replay"
CAUGHT_BY = ("replay-nothing-reset",)


class Broken(Accounts):
    def update(self, db: sqlite3.Connection, account: sqlite3.Row, customer: Customer) -> int:
        db.execute("UPDATE accounts SET id = (SELECT max(id) + 1 FROM accounts) WHERE id = ?", [account["id"]])
        account = db.execute("SELECT * FROM accounts ORDER BY id DESC LIMIT 1").fetchone()
        return super().update(db, account, customer)


app = Integration(accounts=Broken()).app
