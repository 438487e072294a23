"""The agreement is taken from the form, where AWS Marketplace sometimes puts it but a browser can put any."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask import request

from examples.flask_app.app import Integration

FAMILY = "identity"
CAUGHT_BY = ("identity-claims-ignored",)


class Broken(Integration):
    def register(self) -> Any:
        customer = self.marketplace.resolve(self.token())
        self.check_product(customer)
        claimed = request.form.get("x-amzn-marketplace-agreement-id") or customer.agreement_id
        return self.registered(self.accounts.store(replace(customer, agreement_id=claimed)))


app = Broken().app
