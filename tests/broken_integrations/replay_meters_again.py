"""Every registration meters the first hour of usage, even if it is already charged."""

from __future__ import annotations

import datetime
from contextlib import suppress
from typing import Any

from botocore.exceptions import ClientError

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, Customer

FAMILY = "replay"
CAUGHT_BY = ("replay-nothing-metered",)


class Broken(AwsMarketplace):
    def customer(self, answer: dict[str, Any]) -> Customer:
        customer = super().customer(answer)
        usage = {
            "Timestamp": datetime.datetime.now(datetime.UTC),
            "CustomerAWSAccountId": customer.aws_account_id,
            "Dimension": "hours",
            "Quantity": 1,
        }
        with suppress(ClientError):  # ignore AWS's answer
            self.client.batch_meter_usage(ProductCode=customer.product_code, UsageRecords=[usage])
        return customer


app = Integration(Broken()).app
