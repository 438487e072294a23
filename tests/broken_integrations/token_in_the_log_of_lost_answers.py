"""The token is logged when a failure is not one of AWS's own: a malformed answer, a lost connection."""

from __future__ import annotations

import logging

from botocore.exceptions import ClientError

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, Customer, RegistrationError

FAMILY = "leaks"
CAUGHT_BY = ("leaks-token-in-log",)


class Broken(AwsMarketplace):
    token = ""

    def resolve(self, token: str) -> Customer:
        self.token = token
        return super().resolve(token)

    def failure(self, error: Exception) -> RegistrationError:
        if not isinstance(error, ClientError):
            logging.getLogger(__name__).error("unexpected %s about %s", type(error).__name__, self.token)
        return super().failure(error)


app = Integration(Broken()).app
