"""The page after the registration shows a sign-up form, but its address does not accept the form."""

from __future__ import annotations

from typing import Any

from flask import abort, request

from examples.flask_app.app import Integration

FAMILY = "buyer"
CAUGHT_BY = ("buyer-signup-answered",)


class Broken(Integration):
    def signup(self, key: str) -> Any:
        return abort(405) if request.method == "POST" else super().signup(key)


app = Broken().app
