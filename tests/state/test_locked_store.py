"""A store that another program locks: requests are answered with AWS's 503, and work again once it is free."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import botocore.exceptions
import pytest
from botocore.config import Config
from jsonschema import Draft202012Validator

from marketplace_emulator import Marketplace, Refused
from marketplace_emulator.control.openapi import document
from marketplace_emulator.http import HttpRequest
from marketplace_emulator.store import Store, StoreError, transaction


def test_a_locked_store_is_unavailable_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transaction, "BUSY_SECONDS", 0.1)
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


def test_the_next_transaction_rolls_back_one_that_could_not_end() -> None:
    store = Store()
    driver = store.connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    driver.execute("BEGIN IMMEDIATE")  # like after a COMMIT that fails, or a RecursionError before a ROLLBACK
    driver.execute("PRAGMA user_version = 7")
    with store.transaction():
        assert driver.execute("PRAGMA user_version").fetchone()[0] != 7
    store.close()


def test_health_says_that_it_is_not_ready_while_its_store_is_locked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transaction, "BUSY_SECONDS", 0.1)
    with Marketplace(store=str(tmp_path / "marketplace.db")) as marketplace:
        other = sqlite3.connect(tmp_path / "marketplace.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        answer = marketplace.respond(HttpRequest("GET", "/_emulator/health", {"host": "localhost"}))
        other.close()
    assert (answer.status, answer.header("content-type")) == (503, "application/json")
    told = json.loads(answer.body)
    assert told["status"] == "not ready"
    assert "database is locked" in told["reason"]


def test_every_route_answers_for_a_locked_store_as_described(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(transaction, "BUSY_SECONDS", 0.01)
    described, told = document(), 0
    with Marketplace(store=str(tmp_path / "marketplace.db")) as marketplace:
        other = sqlite3.connect(tmp_path / "marketplace.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        for path, operations in described["paths"].items():
            for method, operation in operations.items():
                answer = marketplace.respond(HttpRequest(method.upper(), path, {"host": "localhost"}))
                if answer.status == 422 or path.startswith("/_emulator/events/schemas"):
                    continue  # the empty body is refused before the store is read, and schemas are not in it
                responses = operation["responses"]
                response = responses.get("503") or responses["5XX"]
                if "$ref" in response:
                    response = described["components"]["responses"][response["$ref"].rpartition("/")[2]]
                assert answer.status == 503
                media = response["content"][answer.header("content-type")]
                Draft202012Validator({**media["schema"], "components": described["components"]}).validate(
                    json.loads(answer.body)
                )
                told += 1
        other.close()
    assert told > 20


def test_a_new_store_waits_for_a_program_that_reads_the_file(tmp_path: Path) -> None:
    other = sqlite3.connect(tmp_path / "marketplace.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN")
    other.execute("SELECT * FROM sqlite_master").fetchall()  # keeps a read lock, which stops only the COMMIT
    reading = threading.Timer(0.3, other.execute, ["ROLLBACK"])
    reading.start()
    Store(str(tmp_path / "marketplace.db")).close()
    reading.join()
    other.close()


def test_a_new_store_says_that_a_program_reads_the_file_all_the_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transaction, "BUSY_SECONDS", 0.1)
    other = sqlite3.connect(tmp_path / "marketplace.db", isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT * FROM sqlite_master").fetchall()
    with pytest.raises(StoreError, match=r"marketplace\.db.*database is locked; end the program"):
        Store(str(tmp_path / "marketplace.db"))
    other.close()


def test_processes_may_open_a_new_store_at_once(tmp_path: Path) -> None:
    open_it = (
        "import sys; sys.stdin.readline(); from marketplace_emulator.store import Store; Store(sys.argv[1]).close()"
    )
    for attempt in range(4):
        command = [sys.executable, "-c", open_it, str(tmp_path / f"{attempt}.db")]
        opening = [
            subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for _ in range(4)
        ]
        for each in opening:
            assert each.stdin is not None
            each.stdin.write("go\n")
            each.stdin.flush()
        assert [(each.communicate(timeout=120)[1], each.returncode) for each in opening] == [("", 0)] * 4
