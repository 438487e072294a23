"""The product is taken from the form if the form has one, so that a token of any product registers for this one."""

from __future__ import annotations

from dataclasses import replace

from flask import request

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "product"
CAUGHT_BY = ("product-claim-ignored",)


class Broken(Integration):
    def check_product(self, customer: Customer) -> None:
        claimed = request.form.get("ProductCode") or request.form.get("x-amzn-marketplace-product-id")
        super().check_product(replace(customer, product_code=claimed or customer.product_code))


app = Broken().app
