"""The session keeps the first customer of a browser: the second one signs up for the first one's account."""

from __future__ import annotations

from typing import Any

from flask import session

from examples.flask_app.app import Integration

FAMILY = "identity"
CAUGHT_BY = ("identity-same-browser",)


class Broken(Integration):
    def __init__(self) -> None:
        super().__init__()
        self.app.secret_key = "not to be guessed"

    def registered(self, account: int) -> Any:
        return super().registered(session.setdefault("account", account))


app = Broken().app
