"""All requests share one variable for the customer: simultaneous buyers are mixed up."""

from __future__ import annotations

import time
from typing import Any

from examples.flask_app.app import Integration

FAMILY = "identity"
CAUGHT_BY = ("identity-concurrent-buyers",)


class Broken(Integration):
    def register(self) -> Any:
        self.customer = self.marketplace.resolve(self.token())
        time.sleep(0.02)
        self.check_product(self.customer)
        return self.registered(self.accounts.store(self.customer))


app = Broken().app
