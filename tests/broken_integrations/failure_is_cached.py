"""Caches may keep the page of a failure for a day."""

from __future__ import annotations

from flask import Response

from examples.flask_app.app import Integration

FAMILY = "failures"
CAUGHT_BY = ("failures-not-cached",)


class Broken(Integration):
    def finish(self, response: Response) -> Response:
        response = super().finish(response)
        if response.status_code >= 400:
            response.headers["Cache-Control"] = "public, max-age=86400"
        return response


app = Broken().app
