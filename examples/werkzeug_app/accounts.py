"""The accounts of this seller's buyers: find the account of a returning buyer, and store sign-ups."""

from __future__ import annotations

import secrets
import sqlite3
from collections.abc import Sequence
from typing import Any

from .aws_marketplace import Customer
from .database import database

STORED = ("aws_account_id", "product_code", "license_arn", "agreement_id", "customer_identifier")


def store(customer: Customer) -> int:
    """Find or create the customer's account in one transaction, so that two simultaneous clicks make one account."""
    with database() as db:
        rows = db.execute(
            "SELECT * FROM accounts WHERE aws_account_id = ? AND product_code = ? ORDER BY id",
            [customer.aws_account_id, customer.product_code],
        ).fetchall()
        account = find(rows, customer)
        if account is None:
            names, values = ", ".join(STORED), [getattr(customer, name) for name in STORED]
            return db.execute(f"INSERT INTO accounts ({names}) VALUES (?, ?, ?, ?, ?)", values).lastrowid or 0
        for name in STORED:  # what AWS has not named this time stays as it is
            if getattr(customer, name) is not None:
                db.execute(f"UPDATE accounts SET {name} = ? WHERE id = ?", [getattr(customer, name), account["id"]])
        return int(account["id"])


def find(rows: Sequence[sqlite3.Row], customer: Customer) -> sqlite3.Row | None:
    """Choose the customer's account among those of the same AWS account and product."""
    for key in ("license_arn", "agreement_id", "customer_identifier"):
        for row in rows:
            if row[key] is not None and row[key] == getattr(customer, key):
                return row
    # An account that was stored before its license was known matches, unless it belongs to another agreement.
    waiting = [row for row in rows if row["license_arn"] is None]
    return next((row for row in waiting if None in (row["agreement_id"], customer.agreement_id)), None)


def new_key(account: int) -> str:
    """Make a key to an account's pages; it says nothing about the customer, and nobody can guess it."""
    key = secrets.token_urlsafe(32)
    with database() as db:
        db.execute("INSERT INTO keys (key, account_id) VALUES (?, ?)", [key, account])
    return key


def of_key(key: str) -> dict[str, Any] | None:
    """Find the account of a key that is at most a day old."""
    query = """SELECT accounts.* FROM keys JOIN accounts ON accounts.id = account_id
               WHERE key = ? AND keys.created_at > datetime('now', '-1 day')"""
    with database() as db:
        row = db.execute(query, [key]).fetchone()
        return dict(row) if row else None


def sign_up(account: int, name: str, email: str) -> None:
    """Store the name and e-mail address of the first sign-up; ignore later ones."""
    with database() as db:
        db.execute("UPDATE accounts SET name = ?, email = ? WHERE id = ? AND email IS NULL", [name, email, account])


def every() -> list[dict[str, Any]]:
    """List all accounts."""
    with database() as db:
        return [dict(row) for row in db.execute("SELECT * FROM accounts ORDER BY id")]
