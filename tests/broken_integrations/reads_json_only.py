"""The body is read as JSON, which AWS Marketplace never sends."""

from __future__ import annotations

from flask import request

from examples.flask_app.app import TOKEN_FIELD, Integration
from examples.flask_app.aws_marketplace import TokenError

FAMILY = "reading"
CAUGHT_BY = ("reading-token-exact",)


class Broken(Integration):
    def token(self) -> str:
        body = request.get_json(silent=True) or {}
        if TOKEN_FIELD not in body:
            raise TokenError("the body has no token")
        return str(body[TOKEN_FIELD])


app = Broken().app
