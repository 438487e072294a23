"""The command `agenda`."""

from __future__ import annotations

import json

from marketplace_emulator import Marketplace
from tests.commands.conftest import Run


def test_agenda_list(run: Run, served: Marketplace) -> None:
    served.clock.set("2027-01-01T00:00:00Z", frozen=True)
    words = ("agenda", "list", "--agreement", "dogwood-backup-production")
    assert run(*words, "--until", "now+1d").stderr == "Nothing is due.\n"
    shown = run(*words, "--kind", "step").stdout.splitlines()
    assert shown[0].split() == ["at", "kind", "name", "agreement_id", "subscription_id"]
    assert shown[1].split()[1:3] == ["step", "expire"]
    assert json.loads(run(*words, "--json").stdout) == served.agenda(agreement_id=shown[1].split()[3])
    assert len(json.loads(run("agenda", "list", "--limit", "1", "--json").stdout)) == 1
    assert "'soon' is not a time" in run("agenda", "list", "--until", "soon", code=1).stderr
    assert "did you mean" in run("agenda", "list", "--agreement", "dogwood-backup-prodction", code=1).stderr
