"""Every buyer is linked to the first customer in the table."""

from __future__ import annotations

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "identity"
CAUGHT_BY = ("identity-two-buyers",)


class Broken(Accounts):
    def store(self, customer: Customer) -> int:
        with self.database() as db:
            first = db.execute("SELECT id FROM accounts ORDER BY id LIMIT 1").fetchone()
        return int(first["id"]) if first else super().store(customer)


app = Integration(accounts=Broken()).app
