"""An answer without a required member is reported as an invalid token."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, Customer, TokenError, UnavailableError

FAMILY = "failures"
CAUGHT_BY = ("failures-malformed-answer-no-blame",)


class Broken(AwsMarketplace):
    def customer(self, answer: dict[str, Any]) -> Customer:
        try:
            return super().customer(answer)
        except UnavailableError:
            raise TokenError("malformed") from None


app = Integration(Broken()).app
