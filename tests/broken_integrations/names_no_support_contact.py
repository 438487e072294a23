"""No page names a support contact, which AWS's checklist demands of the fulfillment page."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration

FAMILY = "buyer"
CAUGHT_BY = ("buyer-support-contact",)


class Broken(Integration):
    def page(self, title: str, text: str, status: int = 200, form: bool = False) -> Any:
        body, status = super().page(title, text, status, form)
        return body.partition("<p>Questions?")[0], status


app = Broken().app
