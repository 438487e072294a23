"""The form is read with a parser that gives a list for each field, and the list is passed on."""

from __future__ import annotations

from urllib.parse import parse_qs

from flask import request

from examples.flask_app.app import TOKEN_FIELD, Integration

FAMILY = "reading"
CAUGHT_BY = ("reading-token-exact",)
ALSO_BREAKS = (
    "reading-token-opaque",
    "reading-charset",
    "reading-other-fields",
    "reading-percent-encoding",
)


class Broken(Integration):
    def token(self) -> str:
        return str(parse_qs(request.get_data(as_text=True)).get(TOKEN_FIELD) or super().token())


app = Broken().app
