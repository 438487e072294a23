"""The AWS account is stored as a number and loses its leading zeros."""

from __future__ import annotations

from typing import Any

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration

FAMILY = "identity"
CAUGHT_BY = ("identity-identifiers-whole",)


class Broken(Accounts):
    def all(self) -> list[dict[str, Any]]:
        return [{**entry, "aws_account_id": int(entry["aws_account_id"])} for entry in super().all()]


app = Integration(accounts=Broken()).app
