"""The address of the sign-up names the customer, and the sign-up trusts it."""

from __future__ import annotations

from typing import Any

from flask import redirect, request

from examples.flask_app.app import Integration

FAMILY = "leaks"
CAUGHT_BY = ("leaks-customer-in-address",)


class Broken(Integration):
    def registered(self, account: int) -> Any:
        customer = next(entry for entry in self.accounts.all() if entry["id"] == account)
        return redirect(f"/signup/customer?id={customer['aws_account_id']}", 303)

    def signup(self, key: str) -> Any:
        if key != "customer":
            return super().signup(key)
        customer = request.args["id"]
        account = next(entry["id"] for entry in self.accounts.all() if entry["aws_account_id"] == customer)
        return super().signup(self.accounts.begin_signup(account))


app = Broken().app
