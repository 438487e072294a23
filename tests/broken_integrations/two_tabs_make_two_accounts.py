"""Clicks are serialised by their token: two tabs with different tokens make two accounts."""

from __future__ import annotations

import threading
import time
from collections import defaultdict
from typing import ClassVar

from flask import request

from examples.flask_app.accounts import Accounts
from examples.flask_app.app import TOKEN_FIELD, Integration
from examples.flask_app.aws_marketplace import Customer

FAMILY = "replay"
CAUGHT_BY = ("replay-concurrent-double-submit",)


class Broken(Accounts):
    locks: ClassVar[dict[str, threading.Lock]] = defaultdict(threading.Lock)

    def store(self, customer: Customer) -> int:
        query = "SELECT * FROM accounts WHERE aws_account_id = ? AND product_code = ? ORDER BY id"
        with self.locks[request.form[TOKEN_FIELD]]:
            with self.database() as db:
                rows = db.execute(query, [customer.aws_account_id, customer.product_code]).fetchall()
            account = self.find(rows, customer)
            time.sleep(0.05)
            with self.database() as db:
                return self.insert(db, customer) if account is None else self.update(db, account, customer)


app = Integration(accounts=Broken()).app
