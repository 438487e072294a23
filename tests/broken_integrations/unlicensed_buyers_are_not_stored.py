"""A buyer whose LicenseArn is late sees the page of a registered buyer, but is not stored."""

from __future__ import annotations

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "identity"
CAUGHT_BY = ("identity-license-late-registered",)


class Broken(Accounts):
    def store(self, customer: Customer) -> int:
        if customer.license_arn is None:
            return 0
        return super().store(customer)

    def signing_up(self, key: str) -> dict[str, object] | None:
        return super().signing_up(key) or {"id": 0, "email": None}


app = Integration(accounts=Broken()).app
