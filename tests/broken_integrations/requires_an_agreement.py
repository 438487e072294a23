"""A buyer without Metadata.AgreementId is refused, and so is every buyer of an old product."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, Customer, TokenError

FAMILY = "identity"
CAUGHT_BY = ("identity-legacy-buyer",)


class Broken(AwsMarketplace):
    def customer(self, answer: dict[str, Any]) -> Customer:
        customer = super().customer(answer)
        if customer.agreement_id is None:
            raise TokenError("no agreement")
        return customer


app = Integration(Broken()).app
