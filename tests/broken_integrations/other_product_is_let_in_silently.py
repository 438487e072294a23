"""A token of another product stores nothing, and the buyer sees the page of a successful registration."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import OtherProductError

FAMILY = "product"
CAUGHT_BY = ("product-other-refused",)


class Broken(Integration):
    def failed(self, error: Exception) -> Any:
        if isinstance(error, OtherProductError):
            return self.page("You are all set", "Thank you for subscribing. Your account is ready.")
        return super().failed(error)


app = Broken().app
