"""A buyer without CustomerIdentifier is refused, and so is every buyer of a new product."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, Customer, TokenError

FAMILY = "identity"
CAUGHT_BY = ("identity-without-customer-identifier",)


class Broken(AwsMarketplace):
    def customer(self, answer: dict[str, Any]) -> Customer:
        customer = super().customer(answer)
        if customer.customer_identifier is None:
            raise TokenError("no customer identifier")
        return customer


app = Integration(Broken()).app
