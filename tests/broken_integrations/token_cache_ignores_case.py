"""AWS's answers are cached by the token in lower case, as in a case-insensitive column."""

from __future__ import annotations

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, Customer

FAMILY = "identity"
CAUGHT_BY = ("identity-near-buyers",)


class Broken(AwsMarketplace):
    def resolve(self, token: str) -> Customer:
        cache: dict[str, Customer] = self.__dict__.setdefault("cache", {})
        if token.lower() not in cache:
            cache[token.lower()] = super().resolve(token)
        return cache[token.lower()]


app = Integration(Broken()).app
