"""The command `agreement`."""

from __future__ import annotations

import json

from marketplace_emulator import Marketplace
from tests.commands.conftest import Run


def test_agreement_create_cancel_and_list(run: Run, served: Marketplace) -> None:
    made = run("agreement", "create", "--product", "harbor-backup", "--buyer", "birch-hospital", "--free-trial").stdout
    agreement_id = made.strip()
    assert served.request("GET", f"/agreements/{agreement_id}")["free_trial"] is True
    assert f"{agreement_id} is EXPIRED since" in run("agreement", "cancel", agreement_id, "--status", "EXPIRED").stdout
    listed = json.loads(run("agreement", "list", "--status", "EXPIRED", "--json").stdout)
    assert [each["agreement_id"] for each in listed] == [agreement_id]
    shown = run("agreement", "list", "--product", "harbor-backup", "--buyer", "birch-hospital").stdout
    assert agreement_id in shown
    assert listed[0]["license_arn"] in shown


def test_agreement_create_by_the_thousand(run: Run, served: Marketplace) -> None:
    words = ("agreement", "create", "--product", "harbor-backup", "--count", "1000", "--name", "load")
    answer = run(*words, "--entitle", "gb_protected=12").stdout
    assert answer == "1000 buyers, 1000 agreements, 1000 tokens, named load-1 to load-1000\n"
    assert len([each for each in served.entitlements() if each["value"] == 12]) == 1000
