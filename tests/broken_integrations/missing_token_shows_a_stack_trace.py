"""A form without a token is answered with a stack trace, and with a status that is not a server error."""

from __future__ import annotations

import traceback
from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import TokenError

FAMILY = "reading"
CAUGHT_BY = ("reading-missing-token-explained",)


class Broken(Integration):
    def failed(self, error: Exception) -> Any:
        body, status = super().failed(error)
        missing = isinstance(error, TokenError) and "no token" in str(error)
        return f"{body}<pre>{''.join(traceback.format_exception(error))}</pre>" if missing else body, status


app = Broken().app
