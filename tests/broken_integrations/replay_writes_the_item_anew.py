"""A document store: the sign-up adds members to the customer's item, and a returning buyer's item is written anew without them."""

from __future__ import annotations

import sqlite3
from typing import Any

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "replay"
CAUGHT_BY = ("replay-signup-kept",)


class Broken(Accounts):
    def update(self, db: sqlite3.Connection, account: sqlite3.Row, customer: Customer) -> int:
        db.execute("UPDATE accounts SET name = NULL, email = NULL WHERE id = ?", [account["id"]])
        return super().update(db, account, customer)

    def all(self) -> list[dict[str, Any]]:
        return [{name: value for name, value in entry.items() if value is not None} for entry in super().all()]


app = Integration(accounts=Broken()).app
