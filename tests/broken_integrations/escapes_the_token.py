"""An HTML sanitizer changes the token before it is sent to AWS."""

from __future__ import annotations

from markupsafe import escape

from examples.flask_app.app import Integration

FAMILY = "reading"
CAUGHT_BY = ("reading-token-opaque",)


class Broken(Integration):
    def token(self) -> str:
        return str(escape(super().token()))


app = Broken().app
