"""The token waits in a cookie until the buyer presses Continue on the next page."""

from __future__ import annotations

from typing import Any

from flask import redirect, request

from examples.flask_app.app import Integration

FAMILY = "leaks"
CAUGHT_BY = ("leaks-token-in-cookie",)


class Broken(Integration):
    def __init__(self) -> None:
        super().__init__()
        self.app.add_url_rule("/continue", view_func=self.ask, methods=["GET"])
        self.app.add_url_rule("/continue", "resume", super().register, methods=["POST"])

    def register(self) -> Any:
        answer = redirect("/continue", 303)
        answer.set_cookie("pending", super().token(), httponly=True)
        return answer

    def token(self) -> str:
        return request.cookies["pending"] if request.path == "/continue" else super().token()

    def ask(self) -> Any:
        form = '<form method="post" action="/continue"><button>Continue</button></form>'
        return f"<!doctype html><title>Shop</title><p>Nearly there. Questions? support@example.com</p>{form}"


app = Broken().app
