"""A buyer with an expired token is treated as a known one, and gets to the sign-up."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import TokenError

FAMILY = "failures"
CAUGHT_BY = ("failures-not-told-as-success",)


class Broken(Integration):
    def failed(self, error: Exception) -> Any:
        if isinstance(error, TokenError) and "Expired" in str(error):
            return self.page("Sign up", "Welcome back. Who are you?", form=True)
        return super().failed(error)


app = Broken().app
