"""The pages: fulfillment, registration, sign-up, and the list of accounts for tests."""

from __future__ import annotations

import os
from typing import Any

from flask import Flask, Response, abort, jsonify, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException

from .accounts import Accounts
from .aws_marketplace import AwsMarketplace, Customer, OtherProductError, RegistrationError, TokenError

TOKEN_FIELD = "x-amzn-marketplace-token"


class Integration:
    """One seller's integration with AWS Marketplace; `app` is its WSGI application."""

    def __init__(self, marketplace: AwsMarketplace | None = None, accounts: Accounts | None = None) -> None:
        self.marketplace = marketplace or AwsMarketplace()
        self.accounts = accounts or Accounts()
        self.app = Flask(__name__)
        self.app.config["MAX_CONTENT_LENGTH"] = 64 * 1024
        self.app.add_url_rule("/", view_func=self.fulfillment, methods=["GET"])
        self.app.add_url_rule("/", view_func=self.register, methods=["POST"])
        self.app.add_url_rule("/signup/<key>", view_func=self.signup, methods=["GET", "POST"])
        self.app.add_url_rule("/accounts", view_func=self.list_accounts, methods=["GET"])
        self.app.register_error_handler(Exception, self.failed)
        self.app.after_request(self.finish)

    def fulfillment(self) -> Any:
        """Show a page to a person who opens the fulfillment URL directly, for example AWS's reviewer."""
        return self.page("Welcome", "Choose “Set up your account” in AWS Marketplace, and you will come back here.")

    def register(self) -> Any:
        """Register a buyer who comes from AWS Marketplace: from another site, and without our cookies."""
        customer = self.marketplace.resolve(self.token())
        self.check_product(customer)
        return self.registered(self.accounts.store(customer))

    def token(self) -> str:
        """Read the token; ignore the rest of the form, because a browser can forge it."""
        token = request.form.get(TOKEN_FIELD, "")
        if not token:
            raise TokenError("the form has no token")
        return token

    def check_product(self, customer: Customer) -> None:
        """Refuse a purchase of another product, even one of ours."""
        if customer.product_code not in os.environ["PRODUCT_CODE"].split(","):
            raise OtherProductError("the token is for another product")

    def registered(self, account: int) -> Any:
        """Redirect the buyer to the sign-up; with 303, so that the browser does not post the token again."""
        return redirect(url_for("signup", key=self.accounts.begin_signup(account)), 303)

    def signup(self, key: str) -> Any:
        """Ask for the buyer's name and e-mail address, once."""
        account = self.accounts.signing_up(key) or abort(404)
        name, email = request.form.get("name", "").strip(), request.form.get("email", "").strip()
        if name and email:
            self.accounts.sign_up(account["id"], name, email)
        elif account["email"] is None:
            return self.page("Sign up", "AWS Marketplace has confirmed your purchase. Who are you?", form=True)
        return self.page("You are all set", "Your account is ready.")

    def list_accounts(self) -> Any:
        """List the accounts for a test; in production this page does not exist."""
        if "MARKETPLACE_EMULATOR_URL" not in os.environ:
            abort(404)
        return jsonify(self.accounts.all())

    def failed(self, error: Exception) -> Any:
        """Tell the buyer what to do next; log AWS's error code, never the token."""
        if isinstance(error, HTTPException):
            return self.page(error.name, "Please go back, or return to AWS Marketplace.", error.code or 500)
        failure = error if isinstance(error, RegistrationError) else RegistrationError(type(error).__name__)
        self.app.logger.error("not registered: %s: %s", type(failure).__name__, failure)
        return self.page("Your account is not set up yet", failure.text, failure.status)

    def page(self, title: str, text: str, status: int = 200, form: bool = False) -> Any:
        """Write a page; every page names a support contact."""
        support = os.environ.get("SUPPORT_EMAIL", "support@example.com")
        return render_template("page.html", title=title, text=text, form=form, support=support), status

    def finish(self, response: Response) -> Response:
        """Keep answers out of caches, and the sign-up's key out of other sites' logs."""
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        return response


app = Integration().app
