"""The accounts of this seller's buyers, in SQLite: find the account of a returning buyer, and store sign-ups."""

from __future__ import annotations

import os
import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from typing import Any

from .aws_marketplace import Customer

SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    id INTEGER PRIMARY KEY, created_at TEXT NOT NULL DEFAULT (datetime('now')),
    aws_account_id TEXT NOT NULL, product_code TEXT NOT NULL,
    license_arn TEXT, agreement_id TEXT, customer_identifier TEXT, name TEXT, email TEXT);
CREATE TABLE IF NOT EXISTS signups (
    id TEXT PRIMARY KEY, created_at TEXT NOT NULL DEFAULT (datetime('now')), account_id INTEGER NOT NULL);
"""
STORED = ("aws_account_id", "product_code", "license_arn", "agreement_id", "customer_identifier")


class Accounts:
    """The table of accounts and the table of their sign-ups."""

    def store(self, customer: Customer) -> int:
        """Find or create the customer's account in one transaction, so that two simultaneous clicks make one account."""
        with self.database() as db:
            rows = db.execute(
                "SELECT * FROM accounts WHERE aws_account_id = ? AND product_code = ? ORDER BY id",
                [customer.aws_account_id, customer.product_code],
            ).fetchall()
            account = self.find(rows, customer)
            return self.insert(db, customer) if account is None else self.update(db, account, customer)

    def find(self, rows: Sequence[sqlite3.Row], customer: Customer) -> sqlite3.Row | None:
        """Choose the customer's account among those of the same AWS account and product."""
        for key in ("license_arn", "agreement_id", "customer_identifier"):
            for row in rows:
                if row[key] is not None and row[key] == getattr(customer, key):
                    return row
        # An account that was stored before its license was known matches, unless it belongs to another agreement.
        waiting = [row for row in rows if row["license_arn"] is None]
        return next((row for row in waiting if None in (row["agreement_id"], customer.agreement_id)), None)

    def insert(self, db: sqlite3.Connection, customer: Customer) -> int:
        """Create an account."""
        names, values = ", ".join(STORED), [getattr(customer, name) for name in STORED]
        return db.execute(f"INSERT INTO accounts ({names}) VALUES (?, ?, ?, ?, ?)", values).lastrowid or 0

    def update(self, db: sqlite3.Connection, account: sqlite3.Row, customer: Customer) -> int:
        """Store the identifiers that AWS has named; leave the others as they are."""
        for name in STORED:
            if getattr(customer, name) is not None:
                db.execute(f"UPDATE accounts SET {name} = ? WHERE id = ?", [getattr(customer, name), account["id"]])
        return int(account["id"])

    def all(self) -> list[dict[str, Any]]:
        """List all accounts."""
        with self.database() as db:
            return [dict(row) for row in db.execute("SELECT * FROM accounts ORDER BY id")]

    def begin_signup(self, account: int) -> str:
        """Create a key for an account's sign-up; it says nothing about the customer, and nobody can guess it."""
        key = secrets.token_urlsafe(32)
        with self.database() as db:
            db.execute("INSERT INTO signups (id, account_id) VALUES (?, ?)", [key, account])
        return key

    def signing_up(self, key: str) -> dict[str, Any] | None:
        """Find the account of a sign-up key that is at most an hour old."""
        query = """SELECT accounts.* FROM signups JOIN accounts ON accounts.id = account_id
                   WHERE signups.id = ? AND signups.created_at > datetime('now', '-1 hour')"""
        with self.database() as db:
            row = db.execute(query, [key]).fetchone()
            return dict(row) if row else None

    def sign_up(self, account: int, name: str, email: str) -> None:
        """Store the name and e-mail address of the first sign-up; ignore later ones."""
        with self.database() as db:
            db.execute("UPDATE accounts SET name = ?, email = ? WHERE id = ? AND email IS NULL", [name, email, account])

    @contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        """Open the database in a transaction with the write lock: all changes are stored, or none."""
        with closing(sqlite3.connect(os.environ.get("DATABASE", "accounts.db"), isolation_level=None)) as db:
            db.row_factory = sqlite3.Row
            db.executescript(SCHEMA)
            db.execute("BEGIN IMMEDIATE")
            with db:
                yield db
