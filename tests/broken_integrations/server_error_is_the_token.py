"""An internal error of AWS is reported as an invalid token."""

from __future__ import annotations

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, RegistrationError, TokenError

FAMILY = "failures"
CAUGHT_BY = ("failures-internal-error-no-blame",)


class Broken(AwsMarketplace):
    def failure(self, error: Exception) -> RegistrationError:
        failure = super().failure(error)
        return TokenError("server error") if "InternalServiceError" in str(failure) else failure


app = Integration(Broken()).app
