"""The page of a failure shows the token without escaping: a script in it runs."""

from __future__ import annotations

from typing import Any

from flask import request

from examples.flask_app.app import TOKEN_FIELD, Integration

FAMILY = "leaks"
CAUGHT_BY = ("leaks-form-reflected",)
ALSO_BREAKS = ("leaks-token-in-page",)


class Broken(Integration):
    def failed(self, error: Exception) -> Any:
        body, status = super().failed(error)
        return f"{body}<p>The token {request.form.get(TOKEN_FIELD, '')} did not work.</p>", status


app = Broken().app
