"""A token of any of the seller's products registers for this one."""

from __future__ import annotations

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "product"
CAUGHT_BY = ("product-other-refused",)


class Broken(Integration):
    def check_product(self, customer: Customer) -> None:
        pass


app = Broken().app
