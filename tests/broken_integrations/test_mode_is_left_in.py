"""A test mode is left in: a token that begins with `test-` is looked up in a file that nobody deployed."""

from __future__ import annotations

import json
from pathlib import Path

from examples.flask_app.app import Integration

FAMILY = "buyer"
CAUGHT_BY = ("buyer-pre-review",)


class Broken(Integration):
    def token(self) -> str:
        token = super().token()
        if token.startswith("test-"):
            token = json.loads(Path("test-tokens.json").read_text())[token]
        return token


app = Broken().app
