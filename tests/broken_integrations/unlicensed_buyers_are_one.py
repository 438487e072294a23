"""The account is looked up by LicenseArn alone, and all buyers whose license is late share one account."""

from __future__ import annotations

from dataclasses import replace

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "identity"
CAUGHT_BY = ("identity-license-late-one-account",)


class Broken(Accounts):
    def store(self, customer: Customer) -> int:
        customer = replace(customer, license_arn=str(customer.license_arn))
        with self.database() as db:
            query = "SELECT * FROM accounts WHERE license_arn = ?"
            account = db.execute(query, [customer.license_arn]).fetchone()
            return self.insert(db, customer) if account is None else self.update(db, account, customer)


app = Integration(accounts=Broken()).app
