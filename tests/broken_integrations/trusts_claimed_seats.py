"""The buyer's number of seats is taken from the form."""

from __future__ import annotations

import sqlite3
from typing import Any, ClassVar

from flask import request

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "identity"
CAUGHT_BY = ("identity-claims-ignored",)


class Broken(Accounts):
    seats: ClassVar[dict[int, str]] = {}

    def insert(self, db: sqlite3.Connection, customer: Customer) -> int:
        account = super().insert(db, customer)
        self.seats[account] = request.values.get("seats", "1")
        return account

    def all(self) -> list[dict[str, Any]]:
        return [{**entry, "seats": self.seats[entry["id"]]} for entry in super().all()]


app = Integration(accounts=Broken()).app
