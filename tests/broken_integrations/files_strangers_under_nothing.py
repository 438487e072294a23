"""The account is looked up by CustomerIdentifier alone, which is the empty string for all buyers without one; the first of them keeps it."""

from __future__ import annotations

from dataclasses import replace

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "identity"
CAUGHT_BY = ("identity-two-buyers",)


class Broken(Accounts):
    def store(self, customer: Customer) -> int:
        customer = replace(customer, customer_identifier=customer.customer_identifier or "")
        with self.database() as db:
            query = "SELECT * FROM accounts WHERE customer_identifier = ?"
            account = db.execute(query, [customer.customer_identifier]).fetchone()
            if account is None:
                return self.insert(db, customer)
            return self.update(db, account, customer) if customer.customer_identifier else int(account["id"])


app = Integration(accounts=Broken()).app
