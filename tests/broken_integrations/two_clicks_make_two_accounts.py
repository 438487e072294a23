"""The account is looked up and created in two steps: of two simultaneous clicks, neither finds the other's account."""

from __future__ import annotations

import time

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
        time.sleep(0.05)
        with self.database() as db:
            return self.insert(db, customer) if account is None else self.update(db, account, customer)


app = Integration(accounts=Broken()).app
