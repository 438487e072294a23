"""A GET with a token in its query string redeems the token, for anybody who has the link."""

from __future__ import annotations

from typing import Any

from flask import request

from examples.flask_app.app import TOKEN_FIELD, Integration

FAMILY = "reading"
CAUGHT_BY = ("reading-get-not-redeemed",)


class Broken(Integration):
    def fulfillment(self) -> Any:
        if TOKEN_FIELD in request.args:
            return self.register()
        return super().fulfillment()

    def token(self) -> str:
        return request.args.get(TOKEN_FIELD) or super().token()


app = Broken().app
