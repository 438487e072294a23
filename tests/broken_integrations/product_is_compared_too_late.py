"""The product is checked only after the buyer is stored."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration

FAMILY = "product"
CAUGHT_BY = ("product-other-refused",)


class Broken(Integration):
    def register(self) -> Any:
        customer = self.marketplace.resolve(self.token())
        account = self.accounts.store(customer)
        self.check_product(customer)
        return self.registered(account)


app = Broken().app
