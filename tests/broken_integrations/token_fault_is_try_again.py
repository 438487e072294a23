"""An invalid token is told as something that passes: the buyer tries again for ever."""

from __future__ import annotations

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, RegistrationError, TokenError, UnavailableError

FAMILY = "failures"


class Broken(AwsMarketplace):
    def failure(self, error: Exception) -> RegistrationError:
        failure = super().failure(error)
        return UnavailableError("later") if isinstance(failure, TokenError) else failure


app = Integration(Broken()).app
