"""The token is logged."""

from __future__ import annotations

import logging
from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace

FAMILY = "leaks"
CAUGHT_BY = ("leaks-token-in-log",)


class Broken(AwsMarketplace):
    def ask(self, token: str) -> dict[str, Any]:
        logging.getLogger(__name__).warning("resolving %s", token)
        return super().ask(token)


app = Integration(Broken()).app
