"""The seller's database: SQLite, whose file is made when it is not there."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

SCHEMA = """
CREATE TABLE IF NOT EXISTS accounts (
    id INTEGER PRIMARY KEY, created_at TEXT NOT NULL DEFAULT (datetime('now')),
    aws_account_id TEXT NOT NULL, product_code TEXT NOT NULL,
    license_arn TEXT, agreement_id TEXT, customer_identifier TEXT, name TEXT, email TEXT);
CREATE TABLE IF NOT EXISTS keys (
    key TEXT PRIMARY KEY, created_at TEXT NOT NULL DEFAULT (datetime('now')), account_id INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS subscriptions (subscriber TEXT PRIMARY KEY, state TEXT NOT NULL, at TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS messages (message_id TEXT PRIMARY KEY);
CREATE TABLE IF NOT EXISTS records (
    id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, hour INTEGER NOT NULL, at REAL NOT NULL,
    quantity INTEGER NOT NULL, status TEXT, UNIQUE (account_id, hour));
CREATE TABLE IF NOT EXISTS uses (
    id INTEGER PRIMARY KEY, account_id INTEGER NOT NULL, hour INTEGER NOT NULL, at REAL NOT NULL,
    record_id INTEGER REFERENCES records);
"""


@contextmanager
def database() -> Iterator[sqlite3.Connection]:
    """Open the database in a transaction with the write lock: all changes are stored, or none."""
    with closing(sqlite3.connect(os.environ.get("DATABASE", "accounts.db"), isolation_level=None)) as db:
        db.row_factory = sqlite3.Row
        db.executescript(SCHEMA)
        db.execute("BEGIN IMMEDIATE")
        with db:
            yield db
