"""The account is looked up by CustomerIdentifier alone, and all buyers without one share the account `None`."""

from __future__ import annotations

from dataclasses import replace

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "identity"
CAUGHT_BY = ("identity-two-buyers",)


class Broken(Accounts):
    def store(self, customer: Customer) -> int:
        customer = replace(customer, customer_identifier=str(customer.customer_identifier))
        with self.database() as db:
            query = "SELECT * FROM accounts WHERE customer_identifier = ?"
            account = db.execute(query, [customer.customer_identifier]).fetchone()
            return self.insert(db, customer) if account is None else self.update(db, account, customer)


app = Integration(accounts=Broken()).app
