"""The address names the customer, and the sign-up believes it before the session's cookie."""

from __future__ import annotations

import secrets
from typing import Any

from flask import abort, redirect, request

from examples.flask_app.app import Integration

FAMILY = "leaks"
CAUGHT_BY = ("leaks-customer-in-address",)


class Broken(Integration):
    sessions: dict[str, int] = {}  # noqa: RUF012

    def registered(self, account: int) -> Any:
        customer = next(entry["aws_account_id"] for entry in self.accounts.all() if entry["id"] == account)
        self.sessions[key := secrets.token_urlsafe()] = account
        answer = redirect(f"/signup/me?customer={customer}", 303)
        answer.set_cookie("session", key, httponly=True, samesite="Lax")
        return answer

    def signup(self, key: str) -> Any:
        named = [each["id"] for each in self.accounts.all() if each["aws_account_id"] == request.args.get("customer")]
        account = named[0] if named else self.sessions.get(request.cookies.get("session", ""))
        return super().signup(self.accounts.begin_signup(account)) if account else abort(404)


app = Broken().app
