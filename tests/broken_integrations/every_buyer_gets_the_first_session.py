"""Every buyer's session is that of the first account, so that nobody else is asked to sign up."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration

FAMILY = "identity"
CAUGHT_BY = ("identity-two-signups",)
ALSO_BREAKS = ("replay-signup-kept", "buyer-signup-answered", "buyer-signup-twice", "leaks-customer-in-form")


class Broken(Integration):
    def registered(self, account: int) -> Any:
        return super().registered(self.accounts.all()[0]["id"])


app = Broken().app
