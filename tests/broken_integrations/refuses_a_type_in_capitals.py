"""The content type is compared letter by letter: one in capitals is refused."""

from __future__ import annotations

from flask import request

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import TokenError

FAMILY = "reading"
CAUGHT_BY = ("reading-type-case",)


class Broken(Integration):
    def token(self) -> str:
        if not request.headers.get("Content-Type", "").startswith("application/x-www-form-urlencoded"):
            raise TokenError("not a form")
        return super().token()


app = Broken().app
