"""A returning buyer, who may not have finished the first time, is refused as already registered."""

from __future__ import annotations

import sqlite3

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer, TokenError

FAMILY = "replay"
CAUGHT_BY = ("replay-return-accepted",)


class Broken(Accounts):
    def update(self, db: sqlite3.Connection, account: sqlite3.Row, customer: Customer) -> int:
        raise TokenError("already registered")


app = Integration(accounts=Broken()).app
