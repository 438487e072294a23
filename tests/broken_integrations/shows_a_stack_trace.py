"""A failure shows its stack trace to the buyer."""

from __future__ import annotations

import traceback
from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import RegistrationError

FAMILY = "failures"
CAUGHT_BY = ("failures-no-stack-trace",)


class Broken(Integration):
    def failed(self, error: Exception) -> Any:
        body, status = super().failed(error)
        if isinstance(error, RegistrationError):
            body += f"<pre>{''.join(traceback.format_exception(error))}</pre>"
        return body, status


app = Broken().app
