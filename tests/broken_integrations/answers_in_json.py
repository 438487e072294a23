"""The browser gets JSON instead of a page."""

from __future__ import annotations

from typing import Any

from flask import jsonify

from examples.flask_app.app import Integration

FAMILY = "buyer"
CAUGHT_BY = ("buyer-html",)


class Broken(Integration):
    def page(self, title: str, text: str, status: int = 200, form: bool = False) -> Any:
        return jsonify(title=title, text=text, form=form, support="support@example.com"), status


app = Broken().app
