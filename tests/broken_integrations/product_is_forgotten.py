"""The account is looked up without the product: a buyer of two products keeps only the second."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "identity"
CAUGHT_BY = ("identity-two-products",)


class Broken(Accounts):
    def store(self, customer: Customer) -> int:
        with self.database() as db:
            rows = db.execute("SELECT * FROM accounts WHERE aws_account_id = ?", [customer.aws_account_id]).fetchall()
            account = self.find(rows, customer)
            return self.insert(db, customer) if account is None else self.update(db, account, customer)

    def find(self, rows: Sequence[sqlite3.Row], customer: Customer) -> sqlite3.Row | None:
        return next((row for row in rows if row["agreement_id"] in (None, customer.agreement_id)), None)


app = Integration(accounts=Broken()).app
