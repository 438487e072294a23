"""An invalid token is told as something that passes: the buyer tries again for ever."""

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
