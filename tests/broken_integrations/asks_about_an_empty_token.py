"""An empty token is not noticed: AWS is asked to resolve an empty text."""

from __future__ import annotations

from flask import request

from examples.flask_app.app import TOKEN_FIELD, Integration

FAMILY = "reading"
CAUGHT_BY = ("reading-empty-token-not-asked",)


class Broken(Integration):
    def token(self) -> str:
        return "" if request.form.get(TOKEN_FIELD) == "" else super().token()


app = Broken().app
