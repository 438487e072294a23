"""A temporary failure is told as final: the buyer, whose token is good, does not try again."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import UnavailableError

FAMILY = "failures"
CAUGHT_BY = ("failures-passing-says-try-again",)


class Broken(Integration):
    def failed(self, error: Exception) -> Any:
        page, status = super().failed(error)
        return ("Your registration could not be completed." if isinstance(error, UnavailableError) else page), status


app = Broken().app
