"""The commands `snapshot` and `reset`."""

from __future__ import annotations

import json

from marketplace_emulator import Marketplace
from tests.commands.conftest import Run


def test_snapshot_save_restore_list_and_forget(run: Run, served: Marketplace) -> None:
    run("snapshot", "save", "mine")
    served.set_readings(token_lifetime="1h")
    run("snapshot", "restore", "mine")
    assert served.readings()["token_lifetime"] == "4h"
    assert "mine" in run("snapshot", "list").stdout
    assert "mine" in {each["name"] for each in json.loads(run("snapshot", "list", "--json").stdout)}
    run("snapshot", "forget", "mine")
    assert "mine" not in run("snapshot", "list").stdout


def test_reset_of_everything_and_of_parts(run: Run, served: Marketplace) -> None:
    served.set_readings(token_lifetime="1h")
    served.add_fault(hang=True, operation="MeterUsage")
    count = len(served.faults())
    run("reset", "--only", "tokens,readings")
    assert (served.readings()["token_lifetime"], len(served.faults())) == ("4h", count)
    run("reset")
    assert len(served.faults()) == count - 1
