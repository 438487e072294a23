"""The browser is redirected to the buyer's own sign-up with 301, and told to cache this for a day."""

from __future__ import annotations

from flask import Response

from examples.flask_app.app import Integration

FAMILY = "leaks"
CAUGHT_BY = ("leaks-page-in-cache",)


class Broken(Integration):
    def finish(self, response: Response) -> Response:
        response = super().finish(response)
        if response.status_code == 303:
            response.status_code = 301
            response.headers["Cache-Control"] = "public, max-age=86400"
        return response


app = Broken().app
