"""Missing rights of the seller are reported as an invalid token."""

from __future__ import annotations

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, RegistrationError, TokenError

FAMILY = "failures"
CAUGHT_BY = ("failures-access-denied-no-blame",)


class Broken(AwsMarketplace):
    def failure(self, error: Exception) -> RegistrationError:
        failure = super().failure(error)
        return TokenError("refused") if "AccessDenied" in str(failure) else failure


app = Integration(Broken()).app
