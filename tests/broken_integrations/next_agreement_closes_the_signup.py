"""A new sign-up ends the earlier ones of the same AWS account, also those of its other agreements."""

from __future__ import annotations

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration

FAMILY = "identity"
CAUGHT_BY = ("identity-two-signups",)


class Broken(Accounts):
    def begin_signup(self, account: int) -> str:
        query = """DELETE FROM signups WHERE account_id IN (SELECT other.id FROM accounts AS mine
                   JOIN accounts AS other USING (aws_account_id) WHERE mine.id = ? AND mine.id != other.id)"""
        with self.database() as db:
            db.execute(query, [account])
        return super().begin_signup(account)


app = Integration(accounts=Broken()).app
