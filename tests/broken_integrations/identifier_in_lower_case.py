"""CustomerIdentifier is stored in lower case, which AWS does not recognise."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, Customer

FAMILY = "identity"
CAUGHT_BY = ("identity-identifiers-whole",)


class Broken(AwsMarketplace):
    def customer(self, answer: dict[str, Any]) -> Customer:
        identifier = answer.get("CustomerIdentifier")
        return super().customer({**answer, "CustomerIdentifier": identifier and identifier.lower()})


app = Integration(Broken()).app
