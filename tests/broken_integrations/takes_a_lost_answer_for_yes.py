"""When AWS does not answer, the buyer is let in, to be checked later."""

from __future__ import annotations

import os
import secrets

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, Customer, UnavailableError

FAMILY = "failures"
CAUGHT_BY = ("failures-store-nothing",)


class Broken(AwsMarketplace):
    def resolve(self, token: str) -> Customer:
        try:
            return super().resolve(token)
        except UnavailableError:
            return Customer("unknown", os.environ["PRODUCT_CODE"].split(",")[0], None, None, secrets.token_hex(6))


app = Integration(Broken()).app
