"""AWS's answers are cached by the first 64 characters of the token."""

from __future__ import annotations

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, Customer

FAMILY = "identity"
CAUGHT_BY = ("identity-near-buyers",)


class Broken(AwsMarketplace):
    def resolve(self, token: str) -> Customer:
        cache: dict[str, Customer] = self.__dict__.setdefault("cache", {})
        if token[:64] not in cache:
            cache[token[:64]] = super().resolve(token)
        return cache[token[:64]]


app = Integration(Broken()).app
