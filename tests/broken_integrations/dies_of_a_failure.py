"""A temporary failure ends the process, like an exception in a callback; nobody is served any more."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import UnavailableError

FAMILY = "failures"
CAUGHT_BY = ("failures-next-buyer-served",)


class Broken(Integration):
    dead = False

    def register(self) -> Any:
        if self.dead:
            raise UnavailableError("dead")
        return super().register()

    def failed(self, error: Exception) -> Any:
        self.dead = self.dead or isinstance(error, UnavailableError)
        return super().failed(error)


app = Broken().app
