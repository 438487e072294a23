"""The page for a passing problem repeats the company's name without escaping, so that the buyer need not write it again."""

from __future__ import annotations

from typing import Any

from flask import request

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import UnavailableError

FAMILY = "leaks"
CAUGHT_BY = ("leaks-form-reflected",)


class Broken(Integration):
    def failed(self, error: Exception) -> Any:
        body, status = super().failed(error)
        again = f"<form method=post><input name=company value={request.form.get('company', '')!r}></form>"
        return (body + again, status) if isinstance(error, UnavailableError) else (body, status)


app = Broken().app
