"""The form's first field is read as the token, whatever its name."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote_plus

from flask import request

from examples.flask_app.app import Integration

FAMILY = "reading"
CAUGHT_BY = ("reading-other-fields",)


class Broken(Integration):
    def token(self) -> str:
        super().token()
        return unquote_plus(request.environ["form"].split("&")[0].partition("=")[2])

    def register(self) -> Any:
        request.environ["form"] = request.get_data(as_text=True, cache=True)
        return super().register()


app = Broken().app
