"""After a failure of AWS, the next buyer is welcomed, but the account is rolled back."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import UnavailableError

FAMILY = "failures"
CAUGHT_BY = ("failures-next-buyer-served",)


class Broken(Integration):
    failed_last = False
    rolled_back: int | None = None

    def register(self) -> Any:
        try:
            answer = super().register()
        except UnavailableError:
            self.failed_last = True
            raise
        self.failed_last = False
        return answer

    def registered(self, account: int) -> Any:
        self.rolled_back = account if self.failed_last else None
        return super().registered(account)

    def signup(self, key: str) -> Any:
        page = super().signup(key)
        with self.accounts.database() as db:
            db.execute("DELETE FROM accounts WHERE id = ?", [self.rolled_back])
        return page


app = Broken().app
