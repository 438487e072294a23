"""All requests share one variable for the sign-up key: simultaneous buyers sign up for the same account."""

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
