"""The page of a failure puts values of the form into hidden fields, and escapes < and > but not quotes."""

from __future__ import annotations

from typing import Any

from flask import request

from examples.flask_app.app import TOKEN_FIELD, Integration

FAMILY = "leaks"
CAUGHT_BY = ("leaks-form-reflected",)


class Broken(Integration):
    def failed(self, error: Exception) -> Any:
        body, status = super().failed(error)
        said = [
            each.replace("<", "&lt;").replace(">", "&gt;") for name, each in request.form.items() if name != TOKEN_FIELD
        ]
        return body + "".join(f'<form><input type="hidden" name="said" value="{each}"></form>' for each in said), status


app = Broken().app
