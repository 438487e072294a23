"""AWS's answer has no time limit: the SDK's defaults are a minute, five times."""

from __future__ import annotations

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace

FAMILY = "failures"
CAUGHT_BY = ("failures-in-bounded-time",)


class Broken(AwsMarketplace):
    read_timeout, attempts = 60.0, 5


app = Integration(Broken()).app
