"""A hidden field of the sign-up names the account, and the server trusts it."""

from __future__ import annotations

from typing import Any

from flask import request

from examples.flask_app.app import Integration

FAMILY = "leaks"
CAUGHT_BY = ("leaks-customer-in-form",)


class Broken(Integration):
    def signup(self, key: str) -> Any:
        if "account" in request.form:
            key = self.accounts.begin_signup(int(request.form["account"]))
        return super().signup(key)

    def page(self, title: str, text: str, status: int = 200, form: bool = False) -> Any:
        body, status = super().page(title, text, status, form)
        if not form or request.view_args is None:
            return body, status
        account = self.accounts.signing_up(request.view_args["key"])
        field = f'<input type="hidden" name="account" value="{account["id"] if account else ""}">'
        return body.replace('<form method="post">', f'<form method="post">{field}'), status


app = Broken().app
