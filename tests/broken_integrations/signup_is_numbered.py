"""The address of the sign-up contains the number of the account's row, so that anybody can guess it."""

from __future__ import annotations

from typing import Any

from flask import abort, redirect

from examples.flask_app.app import Integration

FAMILY = "leaks"
CAUGHT_BY = ("leaks-customer-in-address",)


class Broken(Integration):
    def registered(self, account: int) -> Any:
        return redirect(f"/signup/{account}", 303)

    def signup(self, key: str) -> Any:
        if not any(str(entry["id"]) == key for entry in self.accounts.all()):
            abort(404)
        return super().signup(self.accounts.begin_signup(int(key)))


app = Broken().app
