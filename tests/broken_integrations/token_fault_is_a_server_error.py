"""An invalid token is answered with status 500."""

from __future__ import annotations

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, RegistrationError, TokenError

FAMILY = "failures"
CAUGHT_BY = ("failures-token-fault-no-server-error",)


class Broken(AwsMarketplace):
    def failure(self, error: Exception) -> RegistrationError:
        failure = super().failure(error)
        if isinstance(failure, TokenError):
            failure.status = 500
        return failure


app = Integration(Broken()).app
