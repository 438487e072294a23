"""The token is read to the end of the body: a field after it becomes a part of it."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote_plus

from flask import request

from examples.flask_app.app import TOKEN_FIELD, Integration

FAMILY = "reading"
CAUGHT_BY = ("reading-other-fields",)


class Broken(Integration):
    def register(self) -> Any:
        request.environ["form"] = request.get_data(as_text=True, cache=True)
        return super().register()

    def token(self) -> str:
        super().token()
        return unquote_plus(request.environ["form"].partition(f"{TOKEN_FIELD}=")[2])


app = Broken().app
