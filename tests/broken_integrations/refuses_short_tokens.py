"""A token shorter than any seen so far is refused without asking AWS."""

from __future__ import annotations

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import TokenError

FAMILY = "reading"
CAUGHT_BY = ("reading-token-exact",)


class Broken(Integration):
    def token(self) -> str:
        token = super().token()
        if len(token) < 100:
            raise TokenError("too short")
        return token


app = Broken().app
