"""An answer without a product code is treated as an answer about the seller's product."""

from __future__ import annotations

import os
from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, Customer

FAMILY = "product"
CAUGHT_BY = ("product-missing-not-assumed",)


class Broken(AwsMarketplace):
    def customer(self, answer: dict[str, Any]) -> Customer:
        ours = os.environ["PRODUCT_CODE"].split(",")[0]
        return super().customer({**answer, "ProductCode": answer.get("ProductCode") or ours})


app = Integration(Broken()).app
