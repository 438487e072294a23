"""When AWS denies the seller access, the token's account is treated as cancelled and deleted."""

from __future__ import annotations

import hashlib
from typing import Any

from examples.flask_app.app import Integration

FAMILY = "failures"
CAUGHT_BY = ("failures-account-kept",)


class Broken(Integration):
    def registered(self, account: int) -> Any:
        self.__dict__.setdefault("made", {})[hashlib.sha256(self.token().encode()).digest()] = account
        return super().registered(account)

    def failed(self, error: Exception) -> Any:
        if "AccessDenied" in str(error):
            made = self.__dict__.get("made", {}).get(hashlib.sha256(self.token().encode()).digest())
            with self.accounts.database() as db:
                db.execute("DELETE FROM accounts WHERE id = ?", [made])
        return super().failed(error)


app = Broken().app
