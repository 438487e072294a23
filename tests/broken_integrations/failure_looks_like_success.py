"""A failed registration shows the same page as a successful one."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import RegistrationError

FAMILY = "failures"
CAUGHT_BY = ("failures-not-told-as-success",)


class Broken(Integration):
    def failed(self, error: Exception) -> Any:
        if isinstance(error, RegistrationError):
            return self.page("You are all set", "Thank you for subscribing. Your account is ready.")
        return super().failed(error)


app = Broken().app
