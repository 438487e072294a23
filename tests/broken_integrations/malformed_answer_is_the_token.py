"""An answer that cannot be read is told as an invalid token."""

from __future__ import annotations

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, Customer, TokenError, UnavailableError

FAMILY = "failures"


class Broken(AwsMarketplace):
    def resolve(self, token: str) -> Customer:
        try:
            return super().resolve(token)
        except UnavailableError as error:
            if "Exception" in str(error) or "Timeout" in str(error) or "Connection" in str(error):
                raise
            raise TokenError("malformed") from None


app = Integration(Broken()).app
