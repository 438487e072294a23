"""The page after the sign-up greets the buyer by name, without escaping."""

from __future__ import annotations

from typing import Any

from flask import request

from examples.flask_app.app import Integration

FAMILY = "leaks"
CAUGHT_BY = ("leaks-form-reflected",)


class Broken(Integration):
    def signup(self, key: str) -> Any:
        body, status = super().signup(key)
        return body + f"<p>Hello {request.form.get('name', 'there')}!</p>", status


app = Broken().app
