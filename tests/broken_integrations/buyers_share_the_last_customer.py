"""All requests share one variable for the customer, which is read again at once: only buyers whom AWS answers at once meet."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration

FAMILY = "identity"
CAUGHT_BY = ("identity-concurrent-buyers",)


class Broken(Integration):
    def register(self) -> Any:
        self.customer = self.marketplace.resolve(self.token())
        self.check_product(self.customer)
        return self.registered(self.accounts.store(self.customer))


app = Broken().app
