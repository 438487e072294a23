"""The buyer of a failed registration is sent on to a page that shows the query of its address without escaping."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from flask import redirect, request

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import Integration
from examples.flask_app.aws_marketplace import AwsMarketplace, RegistrationError

FAMILY = "leaks"
CAUGHT_BY = ("leaks-form-reflected",)


class Broken(Integration):
    def __init__(self, marketplace: AwsMarketplace | None = None, accounts: Accounts | None = None) -> None:
        super().__init__(marketplace, accounts)
        self.app.add_url_rule("/sorry", view_func=self.sorry)

    def failed(self, error: Exception) -> Any:
        if isinstance(error, RegistrationError):
            return redirect(f"/sorry?said={quote(error.text)}", 303)
        return super().failed(error)

    def sorry(self) -> Any:
        body, _ = self.page("Your account is not set up yet", "")
        return f"{body}<p>{request.args['said']}</p>", 400


app = Broken().app
