"""The AWS account is taken from the form if the form has one."""

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
        claimed = request.form.get("CustomerAWSAccountId") or customer.aws_account_id
        return self.registered(self.accounts.store(replace(customer, aws_account_id=claimed)))


app = Broken().app
