"""The account is looked up by the last four digits of the AWS account, as the page shows them."""

from __future__ import annotations

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "identity"
CAUGHT_BY = ("identity-near-buyers",)


class Broken(Accounts):
    def store(self, customer: Customer) -> int:
        with self.database() as db:
            rows = db.execute(
                "SELECT * FROM accounts WHERE aws_account_id LIKE ? AND product_code = ? ORDER BY id",
                ["%" + customer.aws_account_id[-4:], customer.product_code],
            ).fetchall()
            same = [row for row in rows if row["agreement_id"] == customer.agreement_id]
            return self.update(db, same[0], customer) if same else self.insert(db, customer)


app = Integration(accounts=Broken()).app
