"""Every failure gets the page for a dead token, in a language that the kit does not know."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import RegistrationError

FAMILY = "failures"
CAUGHT_BY = ("failures-told-apart",)
PAGE = "<!doctype html><html lang=fi><title>Kauppa</title><p>Linkki on vanhentunut. Palaa AWS Marketplaceen.</p>"


class Broken(Integration):
    def failed(self, error: Exception) -> Any:
        return (PAGE, 400) if isinstance(error, RegistrationError) else super().failed(error)


app = Broken().app
