"""The key to the sign-up is kept in a variable that all requests share: buyers who come at once sign up for one account."""

from __future__ import annotations

import time
from typing import Any

from flask import redirect

from examples.flask_app.app import Integration

FAMILY = "identity"
CAUGHT_BY = ("identity-concurrent-buyers",)


class Broken(Integration):
    def registered(self, account: int) -> Any:
        self.key = self.accounts.begin_signup(account)
        time.sleep(0.02)
        return redirect(f"/signup/{self.key}", 303)


app = Broken().app
