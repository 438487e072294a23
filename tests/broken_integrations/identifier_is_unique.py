"""CustomerIdentifier is unique in the table, and a missing one is stored as `unknown`: the second buyer without one is refused."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "identity"
CAUGHT_BY = ("identity-without-customer-identifier",)


class Broken(Accounts):
    def insert(self, db: sqlite3.Connection, customer: Customer) -> int:
        db.execute("CREATE UNIQUE INDEX IF NOT EXISTS one_each ON accounts (customer_identifier)")
        return super().insert(db, replace(customer, customer_identifier=customer.customer_identifier or "unknown"))


app = Integration(accounts=Broken()).app
