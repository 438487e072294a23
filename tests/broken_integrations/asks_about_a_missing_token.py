"""A missing token is not noticed: AWS is asked to resolve the word `None`."""

from __future__ import annotations

from flask import request

from examples.flask_app.app import TOKEN_FIELD, Integration

FAMILY = "reading"
CAUGHT_BY = ("reading-missing-token-not-asked",)


class Broken(Integration):
    def token(self) -> str:
        return str(request.form.get(TOKEN_FIELD)) or super().token()


app = Broken().app
