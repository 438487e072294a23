"""Every failure shows "Oops.", and the buyer learns no next step."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration

FAMILY = "failures"
CAUGHT_BY = ("failures-explained",)


class Broken(Integration):
    def failed(self, error: Exception) -> Any:
        return ("Oops.", super().failed(error)[1])


app = Broken().app
