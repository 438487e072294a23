"""An unsigned cookie names the customer, and the sign-up trusts it."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect, request

from examples.flask_app.app import Integration

FAMILY = "leaks"
CAUGHT_BY = ("leaks-customer-in-address",)


class Broken(Integration):
    def registered(self, account: int) -> Any:
        customer = next(entry for entry in self.accounts.all() if entry["id"] == account)
        answer = redirect("/signup/me", 303)
        answer.set_cookie("customer", customer["aws_account_id"], httponly=True)
        return answer

    def signup(self, key: str) -> Any:
        customer = request.cookies.get("customer")
        found = [entry["id"] for entry in self.accounts.all() if entry["aws_account_id"] == customer]
        return super().signup(self.accounts.begin_signup(found[0])) if found else abort(404)


app = Broken().app
