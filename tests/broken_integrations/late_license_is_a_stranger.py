"""The account is looked up by LicenseArn alone: a late license makes a second account."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "identity"
CAUGHT_BY = ("identity-license-late-one-account",)


class Broken(Accounts):
    def find(self, rows: Sequence[sqlite3.Row], customer: Customer) -> sqlite3.Row | None:
        return next((row for row in rows if row["license_arn"] == customer.license_arn), None)


app = Integration(accounts=Broken()).app
