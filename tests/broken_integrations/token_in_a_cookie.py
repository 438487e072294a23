"""The token is kept in a cookie until the sign-up is done, which AWS forbids."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration

FAMILY = "leaks"
CAUGHT_BY = ("leaks-token-in-cookie",)


class Broken(Integration):
    def registered(self, account: int) -> Any:
        answer = super().registered(account)
        answer.set_cookie("registration", self.token(), httponly=True, secure=True)
        return answer


app = Broken().app
