"""Shared caches may keep the page of the sign-up, which is for one buyer only, for a day."""

from __future__ import annotations

from flask import Response, request

from examples.flask_app.app import Integration

FAMILY = "leaks"
CAUGHT_BY = ("leaks-page-in-cache",)


class Broken(Integration):
    def finish(self, response: Response) -> Response:
        response = super().finish(response)
        if request.endpoint == "signup" and response.status_code == 200:
            response.headers["Cache-Control"] = "public, max-age=86400"
        return response


app = Broken().app
