"""CSRF protection takes the form from AWS Marketplace for a malformed one: it answers 400, and says which token it misses."""

from __future__ import annotations

from typing import Any

from flask import request

from examples.flask_app.app import Integration

FAMILY = "buyer"
CAUGHT_BY = ("buyer-cross-site-post",)


class Broken(Integration):
    def register(self) -> Any:
        if "csrf_token" not in request.form:
            return self.page("Bad Request", "The CSRF token is missing.", 400)
        return super().register()


app = Broken().app
