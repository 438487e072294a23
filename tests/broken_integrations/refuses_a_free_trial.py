"""A form with the field of a free trial is refused."""

from __future__ import annotations

from flask import request

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import TokenError

FAMILY = "buyer"
CAUGHT_BY = ("buyer-free-trial",)


class Broken(Integration):
    def token(self) -> str:
        if "x-amzn-marketplace-offer-type" in request.form:
            raise TokenError("unknown offer type")
        return super().token()


app = Broken().app
