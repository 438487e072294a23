"""The body is decoded before it is split at `&` and `=`: the token loses its own `=`."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote_plus

from flask import request

from examples.flask_app.app import TOKEN_FIELD, Integration

FAMILY = "reading"
CAUGHT_BY = ("reading-token-exact",)


class Broken(Integration):
    def register(self) -> Any:
        request.environ["form"] = request.get_data(as_text=True, cache=True)
        return super().register()

    def token(self) -> str:
        super().token()
        pairs = [pair.split("=") for pair in unquote_plus(request.environ["form"]).split("&")]
        return next(pair[1] for pair in pairs if pair[0] == TOKEN_FIELD)


app = Broken().app
