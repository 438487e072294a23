"""The addresses: fulfillment, registration, sign-up, account, AWS's messages, and the list of accounts for tests."""

from __future__ import annotations

import hmac
import json
import logging
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map, Rule
from werkzeug.utils import redirect
from werkzeug.wrappers import Request, Response

from . import account_page, accounts, messages, pages, usage
from .aws_marketplace import AwsMarketplace
from .failures import InvalidLinkError, OtherProductError, RegistrationError

TOKEN_FIELD = "x-amzn-marketplace-token"
STYLE = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
log = logging.getLogger(__name__)


class Integration:
    """One seller's integration with AWS Marketplace; it is a WSGI application."""

    addresses = Map(
        [
            Rule("/", methods=["GET"], endpoint="fulfillment"),
            Rule("/", methods=["POST"], endpoint="register"),
            Rule("/signup/<key>", methods=["GET", "POST"], endpoint="sign_up"),
            Rule("/account/<key>", methods=["GET", "POST"], endpoint="account"),
            Rule("/messages/<secret>", methods=["POST"], endpoint="hear"),
            Rule("/accounts", methods=["GET"], endpoint="list_accounts"),
            Rule("/style.css", methods=["GET"], endpoint="style"),
        ]
    )

    def __init__(self) -> None:
        self.marketplace = AwsMarketplace()

    def __call__(self, environ: Any, start_response: Any) -> Iterable[bytes]:
        """Answer a request."""
        request = Request(environ)
        request.max_content_length = 300 * 1024  # a message of SNS has up to 256 KB
        return self.answer(request)(environ, start_response)

    def answer(self, request: Request) -> Response:
        """Find the page; keep answers out of caches, and the key in an address out of other sites' logs."""
        try:
            endpoint, values = self.addresses.bind_to_environ(request.environ).match()
            answer: Response = getattr(self, endpoint)(request, **values)
        except HTTPException as error:
            answer = pages.problem(error.name, error.code or 500)
        except Exception as error:
            failure = error if isinstance(error, RegistrationError) else RegistrationError(type(error).__name__)
            log.error("%s: %s", type(failure).__name__, failure)  # AWS's code, never the token
            answer = pages.failed(failure)
        answer.headers.setdefault("Cache-Control", "no-store")
        answer.headers["Referrer-Policy"] = "no-referrer"
        return answer

    def fulfillment(self, _: Request) -> Response:
        """Greet a person who opens the fulfillment URL directly."""
        return pages.welcome()

    def register(self, request: Request) -> Response:
        """Register a buyer who comes from AWS Marketplace: from another site, and without our cookies."""
        token = request.form.get(TOKEN_FIELD, "")  # the rest of the form can be forged
        if not token:
            raise InvalidLinkError("the form has no token")
        customer = self.marketplace.resolve(token)
        if customer.product_code not in os.environ["PRODUCT_CODE"].split(","):  # even if it is another one of ours
            raise OtherProductError("the token is for another product")
        # 303: the browser must not post the token again.
        return redirect(f"/signup/{accounts.new_key(accounts.store(customer))}", 303)

    def sign_up(self, request: Request, key: str) -> Response:
        """Ask for the buyer's name and e-mail address, once."""
        account = self.find(key)
        name, email = request.form.get("name", "").strip(), request.form.get("email", "").strip()
        if name and email:
            accounts.sign_up(account["id"], name, email)
        elif account["email"] is None:
            return pages.sign_up()
        return redirect(f"/account/{key}", 303)

    def account(self, request: Request, key: str) -> Response:
        """Show a customer's account, and take usage; the address's key stands for the sign-in of a real product."""
        account = self.find(key)
        if account["email"] is None:
            return redirect(f"/signup/{key}", 303)
        state = messages.state_of(account)
        if request.method == "POST":
            if state == "active" and request.form.get("do") == "use":
                usage.use(account["id"])
            elif request.form.get("do") == "report":
                usage.report(self.marketplace, account)
            return redirect(f"/account/{key}", 303)
        kind = usage.dimension(account["product_code"])
        return account_page.account(account, state, kind, usage.unreported(account["id"]), usage.records(account["id"]))

    def find(self, key: str) -> dict[str, Any]:
        """Find the account of a key, or raise NotFound."""
        account = accounts.of_key(key)
        if account is None:
            raise NotFound
        return account

    def hear(self, request: Request, secret: str) -> Response:
        """Take a message of AWS from SNS, which alone knows the secret; without one, verify SNS's signature instead."""
        expected = os.environ.get("MESSAGES_SECRET", "")
        if not expected or not hmac.compare_digest(secret.encode(), expected.encode()):
            raise NotFound
        for account in messages.hear(request.get_data(as_text=True)):  # SNS says that its JSON is text/plain
            usage.report(self.marketplace, account)
        return Response(status=204)

    def list_accounts(self, _: Request) -> Response:
        """List the accounts for a test; in production this page does not exist."""
        if "MARKETPLACE_EMULATOR_URL" not in os.environ:
            raise NotFound
        return Response(json.dumps(accounts.every()), mimetype="application/json")

    def style(self, _: Request) -> Response:
        """Answer the style sheet."""
        return Response(STYLE, mimetype="text/css", headers={"Cache-Control": "max-age=60"})


app = Integration()
