"""Agreements are looked up by their licenses alone: two of one AWS account are merged while these are late."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "identity"
CAUGHT_BY = ("identity-license-late-two-agreements",)


class Broken(Accounts):
    def find(self, rows: Sequence[sqlite3.Row], customer: Customer) -> sqlite3.Row | None:
        return super().find(rows, replace(customer, agreement_id=None))


app = Integration(accounts=Broken()).app
