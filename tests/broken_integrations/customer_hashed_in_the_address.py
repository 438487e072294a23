"""The sign-up key is the SHA-256 of the AWS account, which anybody can compute."""

from __future__ import annotations

import hashlib
from typing import Any

from flask import abort, redirect

from examples.flask_app.app import Integration

FAMILY = "leaks"
CAUGHT_BY = ("leaks-customer-in-address",)


class Broken(Integration):
    def keys(self) -> dict[str, int]:
        accounts = self.accounts.all()
        return {hashlib.sha256(entry["aws_account_id"].encode()).hexdigest(): entry["id"] for entry in accounts}

    def registered(self, account: int) -> Any:
        key = next(key for key, each in self.keys().items() if each == account)
        return redirect(f"/signup/{key}", 303)

    def signup(self, key: str) -> Any:
        account = self.keys().get(key) or abort(404)
        return super().signup(self.accounts.begin_signup(account))


app = Broken().app
