"""The page of a registered buyer links to the sign-up with the customer's name in the address, and the sign-up trusts it."""

from __future__ import annotations

from typing import Any

from flask import request

from examples.flask_app.app import Integration

FAMILY = "leaks"
CAUGHT_BY = ("leaks-customer-in-address",)


class Broken(Integration):
    def registered(self, account: int) -> Any:
        customer = next(entry for entry in self.accounts.all() if entry["id"] == account)
        body, _ = self.page("Welcome", "Your purchase is confirmed.")
        return body + f"<p><a href='/signup/customer?id={customer['aws_account_id']}'>Set up your account</a></p>"

    def signup(self, key: str) -> Any:
        if key != "customer":
            return super().signup(key)
        found = [entry["id"] for entry in self.accounts.all() if entry["aws_account_id"] == request.args["id"]]
        return super().signup(self.accounts.begin_signup(found[0]) if found else "")


app = Broken().app
