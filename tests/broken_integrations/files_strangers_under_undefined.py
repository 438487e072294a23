"""The key of an account is made from CustomerIdentifier alone, whatever AWS puts there: absent, empty and null each make one key."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, Customer

FAMILY = "identity"
CAUGHT_BY = ("identity-two-buyers",)


class BrokenAnswer(AwsMarketplace):
    def customer(self, answer: dict[str, Any]) -> Customer:
        key = f"customer#{answer.get('CustomerIdentifier', 'undefined')}"
        return replace(super().customer(answer), customer_identifier=key)


class Broken(Accounts):
    def store(self, customer: Customer) -> int:
        with self.database() as db:
            query = "SELECT * FROM accounts WHERE customer_identifier = ?"
            account = db.execute(query, [customer.customer_identifier]).fetchone()
            return self.insert(db, customer) if account is None else self.update(db, account, customer)


app = Integration(BrokenAnswer(), Broken()).app
