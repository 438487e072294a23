"""An unsigned cookie with base64 JSON names the customer, and the sign-up trusts it."""

from __future__ import annotations

import base64
import json
from typing import Any

from flask import abort, redirect, request

from examples.flask_app.app import Integration

FAMILY = "leaks"
CAUGHT_BY = ("leaks-customer-in-address",)


class Broken(Integration):
    def registered(self, account: int) -> Any:
        customer = next(entry["aws_account_id"] for entry in self.accounts.all() if entry["id"] == account)
        answer = redirect("/signup/me", 303)
        answer.set_cookie("session", base64.b64encode(json.dumps({"customer": customer}).encode()).decode())
        return answer

    def signup(self, key: str) -> Any:
        try:
            customer = json.loads(base64.b64decode(request.cookies["session"]))["customer"]
        except (KeyError, ValueError):
            abort(404)
        found = [entry["id"] for entry in self.accounts.all() if entry["aws_account_id"] == customer]
        return super().signup(self.accounts.begin_signup(found[0])) if found else abort(404)


app = Broken().app
