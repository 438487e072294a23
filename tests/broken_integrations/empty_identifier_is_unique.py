"""CustomerIdentifier is unique in the table: null may repeat there, but the empty string may not."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from typing import Any

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, Customer

FAMILY = "identity"
CAUGHT_BY = ("identity-without-customer-identifier",)


class BrokenAnswer(AwsMarketplace):
    def customer(self, answer: dict[str, Any]) -> Customer:
        return replace(super().customer(answer), customer_identifier=answer.get("CustomerIdentifier"))


class Broken(Accounts):
    def insert(self, db: sqlite3.Connection, customer: Customer) -> int:
        db.execute("CREATE UNIQUE INDEX IF NOT EXISTS one_each ON accounts (customer_identifier, product_code)")
        return super().insert(db, customer)


app = Integration(BrokenAnswer(), Broken()).app
