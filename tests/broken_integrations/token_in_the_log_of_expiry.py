"""The token is logged when it has expired."""

from __future__ import annotations

import logging

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, Customer, RegistrationError

FAMILY = "leaks"
CAUGHT_BY = ("leaks-token-in-log",)


class Broken(AwsMarketplace):
    def resolve(self, token: str) -> Customer:
        try:
            return super().resolve(token)
        except RegistrationError as error:
            if "Expired" in str(error):
                logging.getLogger(__name__).error("expired: %s", token)
            raise


app = Integration(Broken()).app
