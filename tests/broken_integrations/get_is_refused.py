"""The fulfillment URL answers a GET with 405."""

from __future__ import annotations

from typing import Any

from flask import abort

from examples.flask_app.app import Integration

FAMILY = "buyer"
CAUGHT_BY = ("buyer-get-page",)


class Broken(Integration):
    def fulfillment(self) -> Any:
        abort(405)


app = Broken().app
