"""The sign-up after the registration crashes."""

from __future__ import annotations

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration

FAMILY = "buyer"
CAUGHT_BY = ("buyer-signup-answered",)


class Broken(Accounts):
    def sign_up(self, account: int, name: str, email: str) -> None:
        raise RuntimeError("no mail server")


app = Integration(accounts=Broken()).app
