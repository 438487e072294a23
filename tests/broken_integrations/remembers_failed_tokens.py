"""A token that was tried once is refused from then on, also when the failure was not its own."""

from __future__ import annotations

import hashlib

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, Customer, RegistrationError, TokenError

FAMILY = "failures"


class Broken(AwsMarketplace):
    def resolve(self, token: str) -> Customer:
        tried = self.__dict__.setdefault("tried", set())
        digest = hashlib.sha256(token.encode()).digest()
        if digest in tried:
            raise TokenError("tried before")
        try:
            return super().resolve(token)
        except RegistrationError:
            tried.add(digest)
            raise


app = Integration(Broken()).app
