"""The account is looked up and created by two statements without a pause: only clicks that AWS answers at once meet."""

from __future__ import annotations

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "replay"
CAUGHT_BY = ("replay-concurrent-double-submit",)


class Broken(Accounts):
    def store(self, customer: Customer) -> int:
        query = "SELECT * FROM accounts WHERE aws_account_id = ? AND product_code = ? ORDER BY id"
        with self.database() as db:
            rows = db.execute(query, [customer.aws_account_id, customer.product_code]).fetchall()
        account = self.find(rows, customer)
        with self.database() as db:
            return self.insert(db, customer) if account is None else self.update(db, account, customer)


app = Integration(accounts=Broken()).app
