"""An invalid token is answered with status 500."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import TokenError

FAMILY = "failures"


class Broken(Integration):
    def failed(self, error: Exception) -> Any:
        answer = super().failed(error)
        return (answer[0], 500) if isinstance(error, TokenError) else answer


app = Broken().app
