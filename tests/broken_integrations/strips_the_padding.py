"""The `=` at the end of the token are stripped."""

from __future__ import annotations

from examples.flask_app.app import Integration

FAMILY = "reading"
CAUGHT_BY = ("reading-token-exact",)


class Broken(Integration):
    def token(self) -> str:
        return super().token().rstrip("=") or "="


app = Broken().app
