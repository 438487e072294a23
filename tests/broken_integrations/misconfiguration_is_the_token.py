"""The seller's wrong rights, region or credentials are reported as an invalid token."""

from __future__ import annotations

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, RegistrationError, TokenError

FAMILY = "failures"
CAUGHT_BY = (
    "failures-access-denied-no-blame",
    "failures-disabled-api-no-blame",
    "failures-credentials-no-blame",
)


class Broken(AwsMarketplace):
    def failure(self, error: Exception) -> RegistrationError:
        failure = super().failure(error)
        return TokenError(str(failure)) if type(failure) is RegistrationError else failure


app = Integration(Broken()).app
