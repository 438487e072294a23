"""A buyer whose LicenseArn is late is refused."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, Customer, UnavailableError

FAMILY = "identity"
CAUGHT_BY = ("identity-license-late-registered",)


class Broken(AwsMarketplace):
    def customer(self, answer: dict[str, Any]) -> Customer:
        customer = super().customer(answer)
        if customer.license_arn is None:
            raise UnavailableError("no license")
        return customer


app = Integration(Broken()).app
