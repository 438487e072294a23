"""Every registration queues a job that meters the first hour of usage, even if it is already charged."""

from __future__ import annotations

import datetime
import threading
from contextlib import suppress
from typing import Any

from botocore.exceptions import BotoCoreError, ClientError

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
        threading.Timer(0.5, self.meter, [customer.product_code, usage]).start()
        return customer

    def meter(self, product: str, usage: dict[str, Any]) -> None:
        with suppress(ClientError, BotoCoreError):  # the emulator may already have stopped
            self.client.batch_meter_usage(ProductCode=product, UsageRecords=[usage])


app = Integration(Broken()).app
