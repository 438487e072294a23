"""A form without a token is refused, but its sender is stored as an interested person."""

from __future__ import annotations

import secrets

from flask import request

from examples.flask_app.app import TOKEN_FIELD, Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "failures"
CAUGHT_BY = ("failures-no-token-stores-nothing",)


class Broken(Integration):
    def token(self) -> str:
        if TOKEN_FIELD not in request.form:
            self.accounts.store(Customer(secrets.token_hex(6), "interested", None, None, None))
        return super().token()


app = Broken().app
