"""LicenseArn is stored in a column of 64 characters."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, Customer

FAMILY = "identity"
CAUGHT_BY = ("identity-identifiers-whole",)


class Broken(AwsMarketplace):
    def customer(self, answer: dict[str, Any]) -> Customer:
        return super().customer({**answer, "LicenseArn": (answer.get("LicenseArn") or "")[:64]})


app = Integration(Broken()).app
