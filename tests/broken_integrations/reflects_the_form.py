"""The page of a failure shows values of the form without escaping: a script in them runs."""

from __future__ import annotations

from typing import Any

from flask import request

from examples.flask_app.app import TOKEN_FIELD, Integration

FAMILY = "leaks"
CAUGHT_BY = ("leaks-form-reflected",)


class Broken(Integration):
    def failed(self, error: Exception) -> Any:
        body, status = super().failed(error)
        said = "".join(f"<p>{name}: {value}</p>" for name, value in request.form.items() if name != TOKEN_FIELD)
        return body + said, status


app = Broken().app
