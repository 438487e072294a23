"""When the buyer reloads the page, the redeemed token is refused without asking AWS."""

from __future__ import annotations

import hashlib
from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import TokenError

FAMILY = "replay"
CAUGHT_BY = ("replay-reload-accepted",)


class Broken(Integration):
    def registered(self, account: int) -> Any:
        self.__dict__.setdefault("redeemed", set()).add(hashlib.sha256(super().token().encode()).digest())
        return super().registered(account)

    def token(self) -> str:
        token = super().token()
        if hashlib.sha256(token.encode()).digest() in self.__dict__.get("redeemed", set()):
            raise TokenError("redeemed before")
        return token


app = Broken().app
