"""The token is put into a URL of ours as it is, so that its `+` is a space when it is read again."""

from __future__ import annotations

from examples.flask_app.app import Integration

FAMILY = "reading"
CAUGHT_BY = ("reading-token-exact",)
ALSO_BREAKS = ("reading-token-opaque",)


class Broken(Integration):
    def token(self) -> str:
        return super().token().replace("+", " ")


app = Broken().app
