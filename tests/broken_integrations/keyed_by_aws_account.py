"""The account is looked up by the AWS account alone: a second agreement overwrites the first."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "identity"
CAUGHT_BY = ("identity-two-agreements",)


class Broken(Accounts):
    def find(self, rows: Sequence[sqlite3.Row], customer: Customer) -> sqlite3.Row | None:
        return rows[0] if rows else None


app = Integration(accounts=Broken()).app
