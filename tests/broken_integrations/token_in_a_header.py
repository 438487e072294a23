"""The token is sent back in a header, for debugging."""

from __future__ import annotations

from flask import Response, request

from examples.flask_app.app import TOKEN_FIELD, Integration

FAMILY = "leaks"
CAUGHT_BY = ("leaks-token-in-header",)


class Broken(Integration):
    def finish(self, response: Response) -> Response:
        response.headers["X-Registration"] = "".join(request.form.get(TOKEN_FIELD, "").splitlines())
        return super().finish(response)


app = Broken().app
