"""The token is pasted unencoded into the next page's address, where its script reads a + as a space."""

from __future__ import annotations

from typing import Any

from flask import redirect, request

from examples.flask_app.app import Integration

FAMILY = "reading"
CAUGHT_BY = ("reading-token-exact", "leaks-token-in-location")
ALSO_BREAKS = ("reading-token-opaque", "leaks-token-in-page")
SCRIPT = """
const token = new URLSearchParams(location.search).get("token");
fetch("/registrations", {method: "POST", headers: {"Content-Type": "application/json"}, body: JSON.stringify({token})})
    .then((answer) => location.assign(answer.url));
"""


class Broken(Integration):
    def __init__(self) -> None:
        super().__init__()
        self.app.add_url_rule("/go-on", view_func=self.go_on, methods=["GET"])
        self.app.add_url_rule("/registrations", "resume", super().register, methods=["POST"])

    def register(self) -> Any:
        return redirect(f"/go-on?token={super().token()}", 303)

    def token(self) -> str:
        return request.get_json()["token"] if request.is_json else super().token()

    def go_on(self) -> Any:
        return f"<!doctype html><title>Shop</title><p>One moment. Questions? support@example.com</p><script>{SCRIPT}</script>"


app = Broken().app
