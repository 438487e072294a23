"""A buyer whose LicenseArn is late sees the page of a registered buyer, but is not stored: the next message is expected to do it."""

from __future__ import annotations

from typing import Any

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "identity"
CAUGHT_BY = ("identity-license-late-registered",)


class BrokenAccounts(Accounts):
    def store(self, customer: Customer) -> int:
        return super().store(customer) if customer.license_arn is not None else 0


class Broken(Integration):
    def registered(self, account: int) -> Any:
        return self.page("You are all set", "Thank you for subscribing.")


app = Broken(accounts=BrokenAccounts()).app
