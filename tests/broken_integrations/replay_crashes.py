"""A returning buyer violates the table's unique key, which crashes the registration."""

from __future__ import annotations

import sqlite3

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "replay"
CAUGHT_BY = ("replay-double-submit",)


class Broken(Accounts):
    def update(self, db: sqlite3.Connection, account: sqlite3.Row, customer: Customer) -> int:
        raise sqlite3.IntegrityError("UNIQUE constraint failed: accounts.license_arn")


app = Integration(accounts=Broken()).app
