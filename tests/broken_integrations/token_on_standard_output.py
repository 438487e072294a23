"""The token is printed."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace

FAMILY = "leaks"
CAUGHT_BY = ("leaks-token-in-log",)


class Broken(AwsMarketplace):
    def ask(self, token: str) -> dict[str, Any]:
        print("resolving", token, flush=True)
        return super().ask(token)


app = Integration(Broken()).app
