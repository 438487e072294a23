"""A sign-up without an e-mail address shows a stack trace: the server relies on `required` in the page."""

from __future__ import annotations

import traceback
from typing import Any

from flask import request

from examples.flask_app.app import Integration

FAMILY = "buyer"
CAUGHT_BY = ("buyer-signup-empty",)


class Broken(Integration):
    def signup(self, key: str) -> Any:
        try:
            if request.method == "POST":
                _, _domain = request.form["email"].split("@")
        except ValueError:
            return f"<pre>{traceback.format_exc()}</pre>", 500
        return super().signup(key)


app = Broken().app
