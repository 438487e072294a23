"""The token is converted to the URL-safe alphabet of base64."""

from __future__ import annotations

from examples.flask_app.app import Integration

FAMILY = "reading"
CAUGHT_BY = ("reading-token-exact",)


class Broken(Integration):
    def token(self) -> str:
        return super().token().replace("+", "-").replace("/", "_")


app = Broken().app
