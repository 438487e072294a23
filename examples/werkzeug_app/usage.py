"""Count what customers use, and report it to AWS: one record for an account and hour, the same record until AWS has it."""

from __future__ import annotations

import logging
import os
from collections.abc import Mapping
from typing import Any

from botocore import exceptions as aws

from .aws_marketplace import AwsMarketplace
from .clock import now
from .database import database
from .failures import passes

log = logging.getLogger(__name__)


def dimension(product_code: str) -> str | None:
    """Return what a product's usage is counted in: `DIMENSIONS` has `product code=dimension` pairs with commas between."""
    pairs = (pair.partition("=") for pair in os.environ.get("DIMENSIONS", "").split(","))
    return next((name for code, _, name in pairs if code == product_code and name), None)


def use(account: int) -> None:
    """Count one use, in this hour; in the next one if this hour has a record already, because AWS takes no second one."""
    at = now()
    hour = int(at // 3600)
    with database() as db:
        if db.execute("SELECT 1 FROM records WHERE account_id = ? AND hour = ?", [account, hour]).fetchone():
            hour, at = hour + 1, (hour + 1) * 3600.0
        db.execute("INSERT INTO uses (account_id, hour, at) VALUES (?, ?, ?)", [account, hour, at])


def unreported(account: int) -> int:
    """Count the uses that no record holds yet."""
    with database() as db:
        found = db.execute("SELECT count(*) FROM uses WHERE account_id = ? AND record_id IS NULL", [account]).fetchone()
        return int(found[0])


def records(account: int) -> list[dict[str, Any]]:
    """List an account's records, the newest first; the status is None until AWS has given one."""
    with database() as db:
        query = "SELECT * FROM records WHERE account_id = ? ORDER BY hour DESC LIMIT 24"
        return [dict(row) for row in db.execute(query, [account])]


def report(marketplace: AwsMarketplace, account: Mapping[str, Any]) -> None:
    """Send an account's usage. Production does this by a job, for each hour that is over; here a button does it.

    What is not known to have arrived stays, and the next report sends it again, unchanged: AWS counts it once.
    """
    kind = dimension(account["product_code"])
    if kind is None:
        return
    for record in to_send(account["id"], now()):
        try:
            status = marketplace.meter(account, kind, record["quantity"], record["at"])
        except aws.ClientError as error:
            code = error.response["Error"].get("Code", "")
            log.error("usage of account %s: %s", account["id"], code)
            status = code if code == "TimestampOutOfBoundsException" and not passes(error) else None
        except Exception as error:
            log.error("usage of account %s: %s", account["id"], type(error).__name__)
            status = None
        with database() as db:
            db.execute("UPDATE records SET status = ? WHERE id = ?", [status, record["id"]])


def to_send(account: int, until: float) -> list[dict[str, Any]]:
    """Make a record of each hour's uses, except for hours to come, and return all records that AWS has not taken."""
    query = """SELECT hour, max(at) AS at, count(*) AS quantity FROM uses
               WHERE account_id = ? AND record_id IS NULL AND at <= ? GROUP BY hour"""
    add = "INSERT INTO records (account_id, hour, at, quantity) VALUES (?, ?, ?, ?)"
    with database() as db:
        for row in db.execute(query, [account, until]).fetchall():
            record = db.execute(add, [account, row["hour"], row["at"], row["quantity"]]).lastrowid
            mine = [record, account, row["hour"]]
            db.execute("UPDATE uses SET record_id = ? WHERE account_id = ? AND hour = ? AND record_id IS NULL", mine)
        untaken = "SELECT * FROM records WHERE account_id = ? AND status IS NULL ORDER BY hour"
        return [dict(row) for row in db.execute(untaken, [account])]
