"""A known buyer's account is never updated: a late license is not stored."""

from __future__ import annotations

import sqlite3

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "identity"
CAUGHT_BY = ("identity-license-late-stored",)


class Broken(Accounts):
    def update(self, _: sqlite3.Connection, account: sqlite3.Row, customer: Customer) -> int:
        return int(account["id"])


app = Integration(accounts=Broken()).app
