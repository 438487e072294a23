"""When a token has expired, its account is treated as abandoned and deleted."""

from __future__ import annotations

import hashlib
from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import TokenError

FAMILY = "replay"
CAUGHT_BY = ("replay-after-expiry",)


class Broken(Integration):
    def registered(self, account: int) -> Any:
        self.__dict__.setdefault("made", {})[hashlib.sha256(self.token().encode()).digest()] = account
        return super().registered(account)

    def failed(self, error: Exception) -> Any:
        if isinstance(error, TokenError) and "Expired" in str(error):
            made = self.__dict__.get("made", {}).get(hashlib.sha256(self.token().encode()).digest())
            with self.accounts.database() as db:
                db.execute("DELETE FROM accounts WHERE id = ?", [made])
        return super().failed(error)


app = Broken().app
