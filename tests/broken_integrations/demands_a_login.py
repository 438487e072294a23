"""A buyer without a session cookie is sent to the login first, and the token is lost."""

from __future__ import annotations

from typing import Any

from flask import redirect, request

from examples.flask_app.app import Integration

FAMILY = "buyer"
CAUGHT_BY = ("buyer-cross-site-post",)


class Broken(Integration):
    def register(self) -> Any:
        return super().register() if "login" in request.cookies else redirect("/", 303)


app = Broken().app
