"""The welcome mail cannot be sent, and the registration is reported as failed although it is stored."""

from __future__ import annotations

from typing import Any

from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import UnavailableError

FAMILY = "failures"
CAUGHT_BY = ("failures-stored-is-told",)


class Broken(Integration):
    def registered(self, account: int) -> Any:
        raise UnavailableError(f"no mail server to welcome account {account}")


app = Broken().app
