"""A returning customer who has signed up is told that the link is invalid, because no sign-up is open."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import TokenError

FAMILY = "replay"
CAUGHT_BY = ("replay-signup-kept",)


class Broken(Integration):
    def registered(self, account: int) -> Any:
        if any(each["id"] == account and each["email"] for each in self.accounts.all()):
            raise TokenError("signed up before")
        return super().registered(account)


app = Broken().app
