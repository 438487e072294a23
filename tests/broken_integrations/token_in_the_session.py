"""The token is kept in the web framework's session, a cookie that is signed but not secret."""

from __future__ import annotations

from typing import Any

from flask import session

from examples.flask_app.app import Integration

FAMILY = "leaks"
CAUGHT_BY = ("leaks-token-in-cookie",)


class Broken(Integration):
    def __init__(self) -> None:
        super().__init__()
        self.app.secret_key = "a secret of ours"

    def registered(self, account: int) -> Any:
        session["registration"] = self.token()
        return super().registered(account)


app = Broken().app
