"""Our expired credentials are told as an expired token, since AWS names both the same."""

from __future__ import annotations

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, RegistrationError, TokenError

FAMILY = "failures"
CAUGHT_BY = ("failures-credentials-no-blame",)


class Broken(AwsMarketplace):
    def failure(self, error: Exception) -> RegistrationError:
        failure = super().failure(error)
        return TokenError("expired") if "ExpiredToken" in str(failure) else failure


app = Integration(Broken()).app
