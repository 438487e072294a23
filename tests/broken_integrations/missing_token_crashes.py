"""A form without a token crashes the registration."""

from __future__ import annotations

from flask import request

from examples.flask_app.app import TOKEN_FIELD, Integration

FAMILY = "reading"
CAUGHT_BY = ("reading-missing-token-explained",)


class Broken(Integration):
    def token(self) -> str:
        if not request.form.get(TOKEN_FIELD):
            raise KeyError(TOKEN_FIELD)
        return super().token()


app = Broken().app
