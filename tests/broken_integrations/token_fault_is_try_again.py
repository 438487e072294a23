"""An invalid token is reported as a temporary failure: the buyer tries again forever."""

from __future__ import annotations

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, RegistrationError, TokenError, UnavailableError

FAMILY = "failures"
CAUGHT_BY = ("failures-token-fault-says-return",)


class Broken(AwsMarketplace):
    def failure(self, error: Exception) -> RegistrationError:
        failure = super().failure(error)
        if isinstance(failure, TokenError):
            failure.text = UnavailableError.text
        return failure


app = Integration(Broken()).app
