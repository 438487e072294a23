"""Every failure is reported as an invalid token."""

from __future__ import annotations

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, RegistrationError, TokenError

FAMILY = "failures"
CAUGHT_BY = (
    "failures-throttling-no-blame",
    "failures-internal-error-no-blame",
    "failures-lost-answer-no-blame",
    "failures-access-denied-no-blame",
    "failures-disabled-api-no-blame",
    "failures-credentials-no-blame",
)


class Broken(AwsMarketplace):
    def failure(self, error: Exception) -> RegistrationError:
        return TokenError(str(super().failure(error)))


app = Integration(Broken()).app
