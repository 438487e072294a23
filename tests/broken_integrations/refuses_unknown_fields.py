"""A form with any field besides the token is refused."""

from __future__ import annotations

from flask import request

from examples.flask_app.app import TOKEN_FIELD, Integration
from examples.flask_app.aws_marketplace import TokenError

FAMILY = "reading"
CAUGHT_BY = ("reading-other-fields",)


class Broken(Integration):
    def token(self) -> str:
        if set(request.form) - {TOKEN_FIELD, "x-amzn-marketplace-offer-type"}:
            raise TokenError("unknown fields")
        return super().token()


app = Broken().app
