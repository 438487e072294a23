"""A store that another program holds: a request says so, with AWS's 503, and all is well once it is free."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import botocore.exceptions
import pytest
from botocore.config import Config

from emulator import Marketplace, Refused
from emulator.store import Store, database


def test_a_locked_store_is_unavailable_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    file = tmp_path / "marketplace.db"
    with Marketplace(store=str(file)) as marketplace:
        client = marketplace.client(config=Config(retries={"total_max_attempts": 1}))
        other = sqlite3.connect(file, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(botocore.exceptions.ClientError, match="database is locked") as failed:
            client.resolve_customer(RegistrationToken="valid")
        assert failed.value.response["Error"]["Code"] == "ServiceUnavailable"
        with pytest.raises(Refused, match="the store cannot be used: database is locked; end the program") as refused:
            marketplace.create_buyer("added")
        assert refused.value.status == 503
        other.execute("ROLLBACK")
        other.close()
        assert client.resolve_customer(RegistrationToken="valid")["CustomerAWSAccountId"]


def test_a_transaction_that_could_not_be_ended_is_undone_by_the_next() -> None:
    store = Store()
    driver = store.connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.execute("BEGIN IMMEDIATE")  # as a COMMIT leaves it that fails, or a RecursionError before a ROLLBACK
    driver.execute("PRAGMA user_version = 7")
    with store.transaction():
        assert driver.execute("PRAGMA user_version").fetchone()[0] != 7
    store.close()
