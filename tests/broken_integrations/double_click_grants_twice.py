"""The sign-up grants the welcome credits whenever its form is posted, so that a double click grants them twice."""

from __future__ import annotations

from collections import Counter
from typing import Any, ClassVar

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration

FAMILY = "buyer"
CAUGHT_BY = ("buyer-signup-twice",)


class Broken(Accounts):
    credits: ClassVar[Counter[int]] = Counter()

    def sign_up(self, account: int, name: str, email: str) -> None:
        super().sign_up(account, name, email)
        self.credits[account] += 100

    def all(self) -> list[dict[str, Any]]:
        return [{**entry, "credits": self.credits[entry["id"]]} for entry in super().all()]


app = Integration(accounts=Broken()).app
