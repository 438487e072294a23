"""The token is decoded again after the form: a literal `%2B` in it becomes `+`."""

from __future__ import annotations

from urllib.parse import unquote

from examples.flask_app.app import Integration

FAMILY = "reading"
CAUGHT_BY = ("reading-token-opaque",)


class Broken(Integration):
    def token(self) -> str:
        return unquote(super().token())


app = Broken().app
