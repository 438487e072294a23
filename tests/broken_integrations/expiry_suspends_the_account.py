"""When a token has expired, its account is suspended until somebody looks at it."""

from __future__ import annotations

import hashlib
from typing import Any

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import TokenError

FAMILY = "replay"
CAUGHT_BY = ("replay-after-expiry",)


class Suspending(Accounts):
    suspended: set[int]

    def all(self) -> list[dict[str, Any]]:
        return [{**each, "status": "suspended" if each["id"] in self.suspended else "active"} for each in super().all()]


class Broken(Integration):
    accounts: Suspending

    def registered(self, account: int) -> Any:
        self.__dict__.setdefault("made", {})[hashlib.sha256(self.token().encode()).digest()] = account
        return super().registered(account)

    def failed(self, error: Exception) -> Any:
        if isinstance(error, TokenError) and "Expired" in str(error):
            self.accounts.suspended.add(
                self.__dict__.get("made", {}).get(hashlib.sha256(self.token().encode()).digest())
            )
        return super().failed(error)


stored = Suspending()
stored.suspended = set()
app = Broken(accounts=stored).app
