"""The recipe of docs/faults.md for a double submit, in a seller's own tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import SELLERS

SHOP = '''
import sqlite3
import threading
import time

import boto3
import flask
import pytest
from werkzeug.serving import make_server


@pytest.fixture
def shop(marketplace_server, tmp_path):
    """A page that looks for an account, and makes one if there is none."""
    app, path = flask.Flask(__name__), tmp_path / "shop.db"
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE accounts (customer TEXT UNIQUE_OR_NOT)")

    @app.post("/")
    def register():
        found = boto3.client("meteringmarketplace").resolve_customer(
            RegistrationToken=flask.request.form["x-amzn-marketplace-token"]
        )
        customer = found["CustomerAWSAccountId"]
        with sqlite3.connect(path) as database:
            if database.execute("SELECT 1 FROM accounts WHERE customer = ?", (customer,)).fetchone() is None:
                time.sleep(0.1)  # a database beyond a network
                database.execute("INSERT OR IGNORE INTO accounts VALUES (?)", (customer,))
        return "Welcome"

    @app.get("/accounts")
    def accounts():
        with sqlite3.connect(path) as database:
            return [customer for (customer,) in database.execute("SELECT customer FROM accounts")]

    server = make_server("127.0.0.1", 0, app, threaded=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    server.server_close()
'''


@pytest.mark.slow
@pytest.mark.parametrize(("column", "failed"), [("", 1), ("UNIQUE", 0)])
def test_the_recipe_catches_a_select_then_insert(pytester: pytest.Pytester, column: str, failed: int) -> None:
    """The recipe of docs/faults.md fails for a shop whose table takes two rows, and passes with a unique column."""
    page = (Path(__file__).parents[2] / "docs/faults.md").read_text(encoding="utf-8")
    recipe = page.partition("## Reproduce a double submit")[2].partition("```python\n")[2].partition("```")[0]
    pytester.makepyfile(f"{SHOP.replace('UNIQUE_OR_NOT', column)}\n\n{recipe}")
    done = pytester.runpytest_subprocess("-q", *SELLERS)
    done.assert_outcomes(failed=failed, passed=1 - failed)
    if failed:
        done.stdout.fnmatch_lines(["*assert 2 == 1*"])
