"""CSRF protection refuses the form that AWS Marketplace makes the browser send."""

from __future__ import annotations

from typing import Any

from flask import abort, request

from examples.flask_app.app import Integration

FAMILY = "buyer"
CAUGHT_BY = ("buyer-cross-site-post",)


class Broken(Integration):
    def register(self) -> Any:
        if "csrf_token" not in request.form:
            abort(403)
        return super().register()


app = Broken().app
