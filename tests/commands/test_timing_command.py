"""The command `timing`, and `serve --timing`."""

from __future__ import annotations

import json

from click.testing import CliRunner

from marketplace_emulator.commands import main
from tests.commands.conftest import Run


def test_timing_set_and_list(run: Run) -> None:
    assert run("timing", "set", "created=0s", "license_updated=90m").stdout == "created=0s\nlicense_updated=90m\n"
    shown = run("timing", "list").stdout
    assert (
        "license_updated          90m     72s      seen     from the start of an agreement to License Updated" in shown
    )
    listed = {each["name"]: each["length"] for each in json.loads(run("timing", "list", "--json").stdout)}
    assert (listed["created"], listed["license_updated"], listed["license_deprovisioned"]) == ("0s", "90m", "1h")
    assert json.loads(run("timing", "set", "created=5s", "--json").stdout)["created"] == "5s"


def test_a_wrong_timing_is_told(run: Run) -> None:
    assert "did you mean 'created" in run("timing", "set", "creatd=1s", code=1).stderr
    assert "expected e.g. 90s, 5h" in run("timing", "set", "created=soon", code=1).stderr
    assert "'created' is not NAME=VALUE, e.g. license_updated=5s" in run("timing", "set", "created", code=2).stderr
    refused = CliRunner().invoke(main, ["serve", "--timing", "creatd=1s", "--port", "0"])
    assert (refused.exit_code, refused.stderr) == (
        1,
        "Error: 'creatd' is not a timing; did you mean 'created'?\n",
    )
