"""The token is cut to the length of a database column."""

from __future__ import annotations

from examples.flask_app.app import Integration

FAMILY = "reading"
CAUGHT_BY = ("reading-token-exact",)


class Broken(Integration):
    def token(self) -> str:
        return super().token()[:255]


app = Broken().app
