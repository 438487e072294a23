"""The second agreement of an AWS account is stored with the LicenseArn of the first."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "identity"
CAUGHT_BY = ("identity-two-agreements",)


class Broken(Accounts):
    def find(self, rows: Sequence[sqlite3.Row], customer: Customer) -> sqlite3.Row | None:
        return super().find(rows, replace(customer, license_arn=None))

    def insert(self, db: sqlite3.Connection, customer: Customer) -> int:
        query = "SELECT license_arn FROM accounts WHERE aws_account_id = ? ORDER BY id LIMIT 1"
        first = db.execute(query, [customer.aws_account_id]).fetchone()
        return super().insert(db, replace(customer, license_arn=first[0]) if first and first[0] else customer)


app = Integration(accounts=Broken()).app
