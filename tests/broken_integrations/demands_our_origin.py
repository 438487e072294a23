"""Forms from other sites are refused, and AWS Marketplace is another site."""

from __future__ import annotations

from typing import Any

from flask import abort, request

from examples.flask_app.app import Integration

FAMILY = "buyer"
CAUGHT_BY = ("buyer-cross-site-post",)


class Broken(Integration):
    def register(self) -> Any:
        if request.headers.get("Origin", request.host_url.rstrip("/")) != request.host_url.rstrip("/"):
            abort(403)
        return super().register()


app = Broken().app
