"""A failed registration redirects the buyer to the start page without an explanation."""

from __future__ import annotations

from typing import Any

from flask import redirect

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import RegistrationError

FAMILY = "failures"
CAUGHT_BY = ("failures-explained",)


class Broken(Integration):
    def failed(self, error: Exception) -> Any:
        return redirect("/", 303) if isinstance(error, RegistrationError) else super().failed(error)


app = Broken().app
