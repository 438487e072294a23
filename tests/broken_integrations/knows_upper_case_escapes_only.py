"""Percent-escapes are decoded by hand, and only in upper case."""

from __future__ import annotations

from typing import Any

from flask import request

from examples.flask_app.app import TOKEN_FIELD, Integration

FAMILY = "reading"
CAUGHT_BY = ("reading-percent-encoding",)


class Broken(Integration):
    def register(self) -> Any:
        request.environ["form"] = request.get_data(as_text=True, cache=True)
        return super().register()

    def token(self) -> str:
        super().token()
        raw: str = next(pair for pair in request.environ["form"].split("&") if pair.startswith(TOKEN_FIELD))
        value = raw.partition("=")[2]
        return value.replace("%2B", "+").replace("%2F", "/").replace("%3D", "=")


app = Broken().app
