"""A SaaS seller's side of AWS Marketplace in AWS Lambda, behind API Gateway (v1, v2), a function URL or a load balancer."""

from __future__ import annotations

import base64
import json
import logging
import os
import secrets
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from html import escape
from typing import Any
from urllib.parse import parse_qsl

import boto3
from botocore import exceptions as aws
from botocore.config import Config

WELCOME = "Choose “Set up your account” in AWS Marketplace, and you will come back here."
PASSING_ERRORS = (aws.ConnectionError, aws.HTTPClientError, aws.IncompleteReadError)
RETURN = (400, "This link is invalid or expired. Return to AWS Marketplace and choose “Set up your account” again.")
OTHER_PRODUCT = (400, "This purchase is of another product than the one registered here. Please contact support.")
TRY_AGAIN = (503, "AWS did not answer us just now. Your purchase is fine. Please try again in a moment.")
OUR_FAULT = (500, "Our registration is out of order. Your purchase is fine. Please contact support.")

SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    id INTEGER PRIMARY KEY, created_at TEXT NOT NULL DEFAULT (datetime('now')), aws_account_id TEXT NOT NULL,
    product_code TEXT NOT NULL, license_arn TEXT, agreement_id TEXT, customer_identifier TEXT, name TEXT, email TEXT);
CREATE TABLE IF NOT EXISTS signups (
    id TEXT PRIMARY KEY, created_at TEXT NOT NULL DEFAULT (datetime('now')), account_id INTEGER NOT NULL);
"""
SUPPORT = escape(os.environ.get("SUPPORT_EMAIL", "support@example.com"))
FORM = '<form method="post">Name <input name="name"> E-mail <input name="email"> <button>Sign up</button></form>'

log = logging.getLogger(__name__)
metering = boto3.client(
    "meteringmarketplace",
    region_name=os.environ.get("AWS_REGION", "us-east-1"),
    config=Config(connect_timeout=2, read_timeout=3, retries={"mode": "standard", "total_max_attempts": 2}),
)


class NotRegisteredError(Exception):
    """A failed registration: the status and the text for the buyer."""


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Answer a request from the buyer's browser, in any of these event formats."""
    method, stage, path = route(event)
    try:
        if path == "/":
            return register(posted(event), stage) if method == "POST" else page(WELCOME)
        if path.startswith("/signup/"):
            return signup(path.removeprefix("/signup/"), posted(event))
        if path == "/accounts" and "MARKETPLACE_EMULATOR_URL" in os.environ:  # only for tests
            return accounts()
        return page("There is no such page. Return to AWS Marketplace.", 404)
    except NotRegisteredError as error:
        return page(error.args[1], error.args[0])
    except Exception as error:  # otherwise the gateway answers `Internal Server Error` in JSON
        log.error("not registered: %s", type(error).__name__)
        return page(OUR_FAULT[1], OUR_FAULT[0])


def route(event: dict[str, Any]) -> tuple[str, str, str]:
    """Return the method, the stage's prefix in the browser's URL, and the path below it."""
    context = event.get("requestContext", {})
    if "http" not in context:  # v1: `path` lacks the stage, the context's path has it; a load balancer has no stage
        full = context.get("path") or event["path"]
        return event["httpMethod"], full.removesuffix(event["path"]), event["path"]
    stage = f"/{context.get('stage', '$default')}"  # v2 and function URL: `rawPath` has the stage, if there is one
    prefix = stage if f"{event['rawPath']}/".startswith(f"{stage}/") else ""
    return context["http"]["method"], prefix, event["rawPath"].removeprefix(prefix) or "/"


def posted(event: dict[str, Any]) -> dict[str, str]:
    """Read the posted form, which most fronts send in base64."""
    body = event.get("body") or ""
    if event.get("isBase64Encoded"):
        body = base64.b64decode(body).decode(errors="replace")
    return dict(parse_qsl(body, keep_blank_values=True))


def page(text: str, status: int = 200, form: str = "", location: str = "") -> dict[str, Any]:
    """Write a page; every page names a support contact."""
    body = f"<!doctype html><title>Your account</title><p>{escape(text)}</p>{form}<p>Questions? Write to {SUPPORT}.</p>"
    return answer(status, "text/html; charset=utf-8", body, {"Location": location} if location else {})


def answer(status: int, kind: str, body: str, more: dict[str, str]) -> dict[str, Any]:
    """Write an answer that all these fronts understand."""
    headers = {"Content-Type": kind, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer", **more}
    return {"statusCode": status, "headers": headers, "body": body, "isBase64Encoded": False}


def register(form: dict[str, str], stage: str) -> dict[str, Any]:
    """Register a buyer who comes from AWS Marketplace; use only the token, because a browser can forge the rest."""
    token = form.get("x-amzn-marketplace-token")
    if not token:
        raise NotRegisteredError(*RETURN)
    customer = resolve(token)
    if customer["product_code"] not in os.environ["PRODUCT_CODE"].split(","):
        raise NotRegisteredError(*OTHER_PRODUCT)
    # 303: the browser must not post the token again. The key says nothing about the customer.
    return page("Registered.", 303, location=f"{stage}/signup/{store(customer)}")


def signup(key: str, form: dict[str, str]) -> dict[str, Any]:
    """Ask for the buyer's name and e-mail address, once."""
    with database() as db:
        query = "SELECT account_id FROM signups WHERE id = ? AND created_at > datetime('now', '-1 hour')"
        row = db.execute(query, [key]).fetchone()
        if row is None:
            return page("There is no such page. Return to AWS Marketplace.", 404)
        if form.get("name") and form.get("email"):
            values = [form["name"], form["email"], row["account_id"]]
            db.execute("UPDATE accounts SET name = ?, email = ? WHERE id = ? AND email IS NULL", values)
        if db.execute("SELECT email FROM accounts WHERE id = ?", [row["account_id"]]).fetchone()["email"] is None:
            return page("AWS Marketplace has confirmed your purchase. Who are you?", form=FORM)
    return page("You are all set: your account is ready.")


def accounts() -> dict[str, Any]:
    """List all accounts."""
    with database() as db:
        rows = [dict(row) for row in db.execute("SELECT * FROM accounts ORDER BY id")]
    return answer(200, "application/json", json.dumps(rows), {})


def resolve(token: str) -> dict[str, str | None]:
    """Ask AWS which customer the token belongs to; absent, null and empty members are None."""
    try:
        answered: dict[str, Any] = metering.resolve_customer(RegistrationToken=token)
        said = {
            "aws_account_id": answered.get("CustomerAWSAccountId"),
            "product_code": answered.get("ProductCode"),
            "license_arn": answered.get("LicenseArn"),
            "agreement_id": (answered.get("Metadata") or {}).get("AgreementId"),
            "customer_identifier": answered.get("CustomerIdentifier"),
        }
    except aws.ClientError as error:
        code, message = error.response["Error"].get("Code"), str(error.response["Error"].get("Message"))
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        log.error("not registered: %s", code)  # never the token
        if code in ("ThrottlingException", "InternalServiceErrorException") or status == 429 or status >= 500:
            raise NotRegisteredError(*TRY_AGAIN) from None
        # ExpiredTokenException is also AWS's code for our own expired credentials: "The security token …".
        tokens_fault = code in ("InvalidTokenException", "ExpiredTokenException", "ValidationException")
        ours = not tokens_fault or status != 400 or "security token" in message
        raise NotRegisteredError(*(OUR_FAULT if ours else RETURN)) from None
    except Exception as error:  # on a malformed answer, botocore's parser may raise any exception
        ours = isinstance(error, aws.BotoCoreError) and not isinstance(error, PASSING_ERRORS)
        log.error("not registered: %s", type(error).__name__)
        raise NotRegisteredError(*(OUR_FAULT if ours else TRY_AGAIN)) from None
    customer = {name: value if isinstance(value, str) and value else None for name, value in said.items()}
    if not customer["aws_account_id"] or not customer["product_code"]:
        raise NotRegisteredError(*TRY_AGAIN)
    return customer


def store(customer: dict[str, str | None]) -> str:
    """Find or create the customer's account, and create a key for its sign-up, all in one transaction."""
    with database() as db:
        query = "SELECT * FROM accounts WHERE aws_account_id = ? AND product_code = ? ORDER BY id"
        rows = db.execute(query, [customer["aws_account_id"], customer["product_code"]]).fetchall()
        same = [row for key in ("license_arn", "agreement_id", "customer_identifier") for row in rows
                if row[key] is not None and row[key] == customer[key]]  # fmt: skip
        # An account that was stored before its license was known matches, unless it belongs to another agreement.
        same += [row for row in rows if row["license_arn"] is None
                 and None in (row["agreement_id"], customer["agreement_id"])]  # fmt: skip
        account = same[0]["id"] if same else db.execute(
            "INSERT INTO accounts (aws_account_id, product_code) VALUES (:aws_account_id, :product_code)", customer
        ).lastrowid  # fmt: skip
        for name, value in customer.items():
            if value is not None:
                db.execute(f"UPDATE accounts SET {name} = ? WHERE id = ?", [value, account])
        key = secrets.token_urlsafe(32)
        db.execute("INSERT INTO signups (id, account_id) VALUES (?, ?)", [key, account])
    return key


@contextmanager
def database() -> Iterator[sqlite3.Connection]:
    """Open the database in a transaction with the write lock: all changes are stored, or none."""
    with closing(sqlite3.connect(os.environ.get("DATABASE", "/tmp/accounts.db"), isolation_level=None)) as db:
        db.row_factory = sqlite3.Row
        db.executescript(SCHEMA)
        db.execute("BEGIN IMMEDIATE")
        with db:
            yield db
