"""The page shows AWS's error unchanged."""

from __future__ import annotations

from botocore.exceptions import ClientError

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, RegistrationError

FAMILY = "failures"
CAUGHT_BY = ("failures-no-raw-error",)


class Broken(AwsMarketplace):
    def failure(self, error: Exception) -> RegistrationError:
        failure = super().failure(error)
        if isinstance(error, ClientError):
            failure.text = f"{failure.text} ({error})"
        return failure


app = Integration(Broken()).app
