"""While AWS does not answer, the registration retries every second and keeps the buyer's browser waiting."""

from __future__ import annotations

import time

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, Customer, UnavailableError

FAMILY = "failures"
CAUGHT_BY = ("failures-in-bounded-time",)


class Broken(AwsMarketplace):
    def resolve(self, token: str) -> Customer:
        for _ in range(120):
            try:
                return super().resolve(token)
            except UnavailableError:
                time.sleep(1)
        return super().resolve(token)


app = Integration(Broken()).app
