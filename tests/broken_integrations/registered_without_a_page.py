"""A registered buyer gets status 204 and no page."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration

FAMILY = "buyer"
CAUGHT_BY = ("failures-stored-is-told",)


class Broken(Integration):
    def registered(self, account: int) -> Any:
        return "", 204


app = Broken().app
