"""A member that an answer lacks is treated as removed: the license is erased."""

from __future__ import annotations

import sqlite3

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "identity"
CAUGHT_BY = ("identity-license-kept",)


class Broken(Accounts):
    def update(self, db: sqlite3.Connection, account: sqlite3.Row, customer: Customer) -> int:
        db.execute("UPDATE accounts SET license_arn = ? WHERE id = ?", [customer.license_arn, account["id"]])
        return super().update(db, account, customer)


app = Integration(accounts=Broken()).app
