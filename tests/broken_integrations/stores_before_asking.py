"""The buyer is stored as pending before AWS is asked, and remains when AWS refuses the token."""

from __future__ import annotations

import secrets
from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "failures"
CAUGHT_BY = ("failures-store-nothing",)


class Broken(Integration):
    def register(self) -> Any:
        token, unknown = self.token(), Customer(secrets.token_hex(6), "pending", None, None, None)
        pending = self.accounts.store(unknown)
        customer = self.marketplace.resolve(token)
        with self.accounts.database() as db:
            db.execute("DELETE FROM accounts WHERE id = ?", [pending])
        self.check_product(customer)
        return self.registered(self.accounts.store(customer))


app = Broken().app
