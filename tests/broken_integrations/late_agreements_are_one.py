"""AgreementId is not read: two agreements of one AWS account are merged while their licenses are late."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, Customer

FAMILY = "identity"
CAUGHT_BY = ("identity-license-late-two-agreements",)


class Broken(AwsMarketplace):
    def customer(self, answer: dict[str, Any]) -> Customer:
        return super().customer({**answer, "Metadata": None})


app = Integration(Broken()).app
