"""A buyer with a session is redirected without resolving the token: a second purchase in one browser is paid for and lost."""

from __future__ import annotations

from typing import Any

from flask import redirect, session

from examples.flask_app.app import Integration

FAMILY = "identity"
CAUGHT_BY = ("identity-same-browser",)


class Broken(Integration):
    def __init__(self) -> None:
        super().__init__()
        self.app.secret_key = "not to be guessed"

    def register(self) -> Any:
        if "signup" in session:
            return redirect(session["signup"], 303)
        answer = super().register()
        session["signup"] = answer.location
        return answer


app = Broken().app
