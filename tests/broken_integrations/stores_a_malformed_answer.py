"""An answer without a required member is stored incompletely."""

from __future__ import annotations

import os
from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, Customer

FAMILY = "failures"
CAUGHT_BY = ("failures-store-nothing",)
ALSO_BREAKS = ("failures-not-told-as-success",)


class Broken(AwsMarketplace):
    def customer(self, answer: dict[str, Any]) -> Customer:
        ours = os.environ["PRODUCT_CODE"].split(",")[0]
        return super().customer({"CustomerAWSAccountId": "unknown", "ProductCode": ours, **answer})


app = Integration(Broken()).app
