"""A token that once met a failure of AWS is refused from then on."""

from __future__ import annotations

import hashlib

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, Customer, TokenError, UnavailableError

FAMILY = "failures"
CAUGHT_BY = ("failures-token-works-later",)


class Broken(AwsMarketplace):
    def resolve(self, token: str) -> Customer:
        tried = self.__dict__.setdefault("tried", set())
        digest = hashlib.sha256(token.encode()).digest()
        if digest in tried:
            raise TokenError("tried before")
        try:
            return super().resolve(token)
        except UnavailableError:
            tried.add(digest)
            raise


app = Integration(Broken()).app
