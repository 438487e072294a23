"""The command `reading`."""

from __future__ import annotations

import json

from tests.commands.conftest import Run


def test_reading_set_and_list(run: Run) -> None:
    assert run("reading", "set", "token_lifetime=1h").stdout == "token_lifetime=1h\n"
    shown = run("reading", "list").stdout
    assert "  * 1h  (doc: " in shown
    assert "    4h  (doc: " in shown
    listed = {each["name"]: each["value"] for each in json.loads(run("reading", "list", "--json").stdout)}
    assert listed["token_lifetime"] == "1h"
    assert json.loads(run("reading", "set", "error_type=namespaced", "--json").stdout)["error_type"] == "namespaced"
