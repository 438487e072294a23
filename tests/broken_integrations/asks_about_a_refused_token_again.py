"""Every failure is taken for a passing one: a refused token is asked about sixteen times in a row."""

from __future__ import annotations

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, Customer, RegistrationError

FAMILY = "failures"
CAUGHT_BY = ("failures-no-storm",)
ALSO_BREAKS = ("failures-in-bounded-time",)


class Broken(AwsMarketplace):
    def resolve(self, token: str) -> Customer:
        for _ in range(15):
            try:
                return super().resolve(token)
            except RegistrationError:
                continue
        return super().resolve(token)


app = Integration(Broken()).app
