"""Every registration makes an account, even if the buyer already has one."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "replay"
CAUGHT_BY = ("replay-double-submit",)


class Broken(Accounts):
    def find(self, rows: Sequence[sqlite3.Row], customer: Customer) -> sqlite3.Row | None:
        return None


app = Integration(accounts=Broken()).app
