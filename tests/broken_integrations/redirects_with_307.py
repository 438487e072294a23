"""The browser is redirected with 307, which posts the token again, to a page that does not need it."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration

FAMILY = "buyer"
CAUGHT_BY = ("buyer-redirect-303",)


class Broken(Integration):
    def registered(self, account: int) -> Any:
        answer = super().registered(account)
        answer.status_code = 307
        return answer


app = Broken().app
