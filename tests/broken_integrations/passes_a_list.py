"""The parser returns a list for each field of the form, and the list is sent to AWS."""

from __future__ import annotations

from urllib.parse import parse_qs

from flask import request

from examples.flask_app.app import TOKEN_FIELD, Integration

FAMILY = "reading"
CAUGHT_BY = ("reading-token-exact",)


class Broken(Integration):
    def token(self) -> str:
        return str(parse_qs(request.get_data(as_text=True)).get(TOKEN_FIELD) or super().token())


app = Broken().app
