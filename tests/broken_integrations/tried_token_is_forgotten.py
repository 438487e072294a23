"""A token that once met a failure of AWS is welcomed later, but the account is rolled back."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import UnavailableError

FAMILY = "failures"
CAUGHT_BY = ("failures-token-works-later",)


class Broken(Integration):
    rolled_back: int | None = None

    def register(self) -> Any:
        tried = self.__dict__.setdefault("tried", set())
        try:
            return super().register()
        except UnavailableError:
            tried.add(self.token())
            raise

    def registered(self, account: int) -> Any:
        self.rolled_back = account if self.token() in self.__dict__.get("tried", ()) else None
        return super().registered(account)

    def signup(self, key: str) -> Any:
        page = super().signup(key)
        with self.accounts.database() as db:
            db.execute("DELETE FROM accounts WHERE id = ?", [self.rolled_back])
        return page


app = Broken().app
