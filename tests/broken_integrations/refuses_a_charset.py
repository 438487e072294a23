"""The content type is compared exactly: `; charset=utf-8` after it is refused."""

from __future__ import annotations

from flask import request

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import TokenError

FAMILY = "reading"
CAUGHT_BY = ("reading-charset",)
ALSO_BREAKS = ("reading-type-case",)


class Broken(Integration):
    def token(self) -> str:
        if request.headers.get("Content-Type") != "application/x-www-form-urlencoded":
            raise TokenError("not a form")
        return super().token()


app = Broken().app
