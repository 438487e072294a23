"""The buyer's plan is taken from the form."""

from __future__ import annotations

import sqlite3

from flask import request

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "identity"
CAUGHT_BY = ("identity-claims-ignored",)


class Broken(Accounts):
    def insert(self, db: sqlite3.Connection, customer: Customer) -> int:
        account = super().insert(db, customer)
        if "plan" not in [column["name"] for column in db.execute("PRAGMA table_info(accounts)")]:
            db.execute("ALTER TABLE accounts ADD COLUMN plan TEXT")
        db.execute("UPDATE accounts SET plan = ? WHERE id = ?", [request.form.get("plan", "standard"), account])
        return account


app = Integration(accounts=Broken()).app
