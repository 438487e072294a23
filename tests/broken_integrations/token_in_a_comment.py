"""The page of a failure contains the token in a comment, for the support team."""

from __future__ import annotations

from typing import Any

from flask import request
from markupsafe import escape

from examples.flask_app.app import TOKEN_FIELD, Integration

FAMILY = "leaks"
CAUGHT_BY = ("leaks-token-in-page",)


class Broken(Integration):
    def failed(self, error: Exception) -> Any:
        body, status = super().failed(error)
        return f"{body}<!-- {escape(request.form.get(TOKEN_FIELD, ''))} -->", status


app = Broken().app
