"""A late license goes to the first account of the AWS account that waits for one."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "identity"
CAUGHT_BY = ("identity-license-late-two-agreements",)


class Broken(Accounts):
    def find(self, rows: Sequence[sqlite3.Row], customer: Customer) -> sqlite3.Row | None:
        known = any(row["license_arn"] == customer.license_arn for row in rows)
        waiting = [row for row in rows if row["license_arn"] is None]
        if customer.license_arn is not None and not known and waiting:
            return waiting[0]
        return super().find(rows, customer)

    def update(self, db: sqlite3.Connection, account: sqlite3.Row, customer: Customer) -> int:
        if customer.license_arn is not None:
            db.execute("UPDATE accounts SET license_arn = ? WHERE id = ?", [customer.license_arn, account["id"]])
        return int(account["id"])


app = Integration(accounts=Broken()).app
