"""The form at an address that names the customer looks the same for everybody, and what is sent there is believed."""

from __future__ import annotations

from typing import Any

from flask import redirect, request

from examples.flask_app.app import Integration

FAMILY = "leaks"
CAUGHT_BY = ("leaks-customer-in-address",)


class Broken(Integration):
    def registered(self, account: int) -> Any:
        return redirect(f"/signup/customer?row={account}", 303)

    def signup(self, key: str) -> Any:
        if key != "customer":
            return super().signup(key)
        if request.method == "GET":
            return self.page("Sign up", "Your purchase is confirmed.", form=True)
        row = int(request.args["row"])
        return super().signup(self.accounts.begin_signup(row))


app = Broken().app
