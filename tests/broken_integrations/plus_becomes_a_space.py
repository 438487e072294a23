"""The token is put into the seller's own URL without escaping, so that its `+` becomes a space."""

from __future__ import annotations

from examples.flask_app.app import Integration

FAMILY = "reading"
CAUGHT_BY = ("reading-token-exact",)


class Broken(Integration):
    def token(self) -> str:
        return super().token().replace("+", " ")


app = Broken().app
