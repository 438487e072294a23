"""The page of a failure contains the token in a form for trying again."""

from __future__ import annotations

from typing import Any

from markupsafe import escape

from examples.flask_app.app import TOKEN_FIELD, Integration
from examples.flask_app.aws_marketplace import UnavailableError

FAMILY = "leaks"
CAUGHT_BY = ("leaks-token-in-page",)


class Broken(Integration):
    def failed(self, error: Exception) -> Any:
        body, status = super().failed(error)
        if isinstance(error, UnavailableError):
            body += (
                f'<form method="post"><input type="hidden" name="{TOKEN_FIELD}" value="{escape(self.token())}"></form>'
            )
        return body, status


app = Broken().app
