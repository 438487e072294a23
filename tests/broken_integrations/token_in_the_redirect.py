"""The token is passed on in the address of the next page, and so gets into every log on the way."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from examples.flask_app.app import Integration

FAMILY = "leaks"
CAUGHT_BY = ("leaks-token-in-location",)


class Broken(Integration):
    def registered(self, account: int) -> Any:
        answer = super().registered(account)
        answer.headers["Location"] += f"?token={quote(self.token(), safe='')}"
        return answer


app = Broken().app
