"""A failed registration sends the buyer to the sign-up without a customer."""

from __future__ import annotations

from typing import Any

from flask import redirect

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import RegistrationError

FAMILY = "failures"
CAUGHT_BY = ("failures-not-told-as-success",)


class Broken(Integration):
    def failed(self, error: Exception) -> Any:
        return redirect("/signup/new", 303) if isinstance(error, RegistrationError) else super().failed(error)

    def signup(self, key: str) -> Any:
        if key == "new":
            return self.page("Sign up", "AWS Marketplace has confirmed your purchase. Who are you?", form=True)
        return super().signup(key)


app = Broken().app
