"""The token is stored with the account."""

from __future__ import annotations

from flask import request

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import TOKEN_FIELD, Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "leaks"
CAUGHT_BY = ("leaks-token-stored",)


class Broken(Accounts):
    def store(self, customer: Customer) -> int:
        account = super().store(customer)
        with self.database() as db:
            if "token" not in [column["name"] for column in db.execute("PRAGMA table_info(accounts)")]:
                db.execute("ALTER TABLE accounts ADD COLUMN token TEXT")
            db.execute("UPDATE accounts SET token = ? WHERE id = ?", [request.form[TOKEN_FIELD], account])
        return account


app = Integration(accounts=Broken()).app
