"""Only tokens of the length and alphabet seen so far are sent to AWS."""

from __future__ import annotations

import re

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import TokenError

FAMILY = "reading"
CAUGHT_BY = ("reading-token-exact",)


class Broken(Integration):
    def token(self) -> str:
        token = super().token()
        if not re.fullmatch(r"[A-Za-z0-9+/]{182}==", token):
            raise TokenError("not a token")
        return token


app = Broken().app
