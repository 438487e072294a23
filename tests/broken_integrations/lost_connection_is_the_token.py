"""A lost connection or a timeout is reported as an invalid token."""

from __future__ import annotations

from botocore.exceptions import HTTPClientError

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, RegistrationError, TokenError

FAMILY = "failures"
CAUGHT_BY = ("failures-lost-answer-no-blame",)


class Broken(AwsMarketplace):
    def failure(self, error: Exception) -> RegistrationError:
        return TokenError("lost") if isinstance(error, HTTPClientError) else super().failure(error)


app = Integration(Broken()).app
