"""The account is looked up by CustomerIdentifier or, without one, by AWS account: agreements of one AWS account are merged."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, Customer

FAMILY = "identity"
CAUGHT_BY = ("identity-two-agreements",)


class Broken(AwsMarketplace):
    def customer(self, answer: dict[str, Any]) -> Customer:
        customer = super().customer(answer)
        return replace(customer, customer_identifier=customer.customer_identifier or customer.aws_account_id)


class BrokenAccounts(Accounts):
    def find(self, rows: Sequence[sqlite3.Row], customer: Customer) -> sqlite3.Row | None:
        return next((row for row in rows if row["customer_identifier"] == customer.customer_identifier), None)


app = Integration(Broken(), BrokenAccounts()).app
