"""A returning buyer is redirected to the sign-up of the first customer in the table."""

from __future__ import annotations

from typing import Any

from flask import request

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "replay"
CAUGHT_BY = ("replay-signup-kept",)


class Broken(Accounts):
    def store(self, customer: Customer) -> int:
        known = {entry["id"] for entry in self.all()}
        account = super().store(customer)
        request.environ["known"] = account in known
        return account


class BrokenPages(Integration):
    def registered(self, account: int) -> Any:
        return super().registered(1 if request.environ["known"] else account)


app = BrokenPages(accounts=Broken()).app
