"""Every registration grants the starting credits, even if the buyer already has them."""

from __future__ import annotations

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "replay"
CAUGHT_BY = ("replay-nothing-granted-twice",)


class Broken(Accounts):
    def store(self, customer: Customer) -> int:
        account = super().store(customer)
        with self.database() as db:
            if "credits" not in [column["name"] for column in db.execute("PRAGMA table_info(accounts)")]:
                db.execute("ALTER TABLE accounts ADD COLUMN credits INTEGER NOT NULL DEFAULT 0")
            db.execute("UPDATE accounts SET credits = credits + 100 WHERE id = ?", [account])
        return account


app = Integration(accounts=Broken()).app
