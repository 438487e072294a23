"""A GET of the fulfillment URL is treated as a registration without a token."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration

FAMILY = "buyer"
CAUGHT_BY = ("buyer-get-page",)


class Broken(Integration):
    def fulfillment(self) -> Any:
        return self.register()


app = Broken().app
