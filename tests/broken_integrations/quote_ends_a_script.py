"""The page of a failure puts values of the form into a script, and escapes < but not quotes."""

from __future__ import annotations

from typing import Any

from flask import request

from examples.flask_app.app import TOKEN_FIELD, Integration

FAMILY = "leaks"
CAUGHT_BY = ("leaks-form-reflected",)


class Broken(Integration):
    def failed(self, error: Exception) -> Any:
        body, status = super().failed(error)
        said = [each.replace("<", "\\u003c") for name, each in request.form.items() if name != TOKEN_FIELD]
        return body + "".join(f'<script>const said = "{each}";</script>' for each in said), status


app = Broken().app
