"""The buyer is redirected to an address that the form names."""

from __future__ import annotations

from typing import Any

from flask import redirect, request

from examples.flask_app.app import Integration

FAMILY = "leaks"
CAUGHT_BY = ("leaks-open-redirect",)


class Broken(Integration):
    def registered(self, account: int) -> Any:
        onward = super().registered(account)
        return redirect(request.values.get("next", onward.location), 303)


app = Broken().app
