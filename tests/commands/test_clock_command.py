"""The command `clock`."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from tests.commands.conftest import Run


def test_clock_is_moved_forward_and_back_set_frozen_and_resumed(run: Run) -> None:
    frozen = json.loads(run("clock", "set", "2030-01-01T00:00:00Z", "--frozen", "--json").stdout)
    assert frozen["now"] == "2030-01-01T00:00:00Z"
    assert json.loads(run("clock", "advance", "5h", "--json").stdout)["now"] == "2030-01-01T05:00:00Z"
    assert re.fullmatch(
        r"2030-01-01T04:50:00Z frozen, [0-9]+d [0-9]+h ahead of this machine's clock\n",
        run("clock", "advance", "-10m").stdout,
    )
    assert json.loads(run("clock", "resume", "--json").stdout)["mode"] == "running"
    assert json.loads(run("clock", "freeze", "--json").stdout)["mode"] == "frozen"
    assert json.loads(run("clock", "show", "--json").stdout)["now"].startswith("2030-01-01T04:50:0")
    assert re.search(r"frozen, [0-9]+d.* behind this", run("clock", "set", "2020-01-01", "--frozen").stdout)


@pytest.mark.parametrize(("by", "minutes"), [("-5h", -300), ("-1h30m", -90), ("-2d3h", -3060), ("-90s", -1.5)])
def test_clock_advance_moves_back_by_every_unit(run: Run, by: str, minutes: float) -> None:
    run("clock", "set", "2030-01-01T00:00:00Z", "--frozen")
    after = json.loads(run("clock", "advance", by, "--json").stdout)["now"]
    assert datetime.fromisoformat(after) - datetime(2030, 1, 1, tzinfo=UTC) == timedelta(minutes=minutes)
