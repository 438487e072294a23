"""The command `buyer`."""

from __future__ import annotations

import json
import re

from marketplace_emulator import Marketplace
from tests.commands.conftest import Run


def test_buyer_suspend_and_restore(run: Run, served: Marketplace) -> None:
    account = served.buyers()[0]["customer_aws_account_id"]
    assert run("buyer", "suspend", "alder-logistics").stdout == f"{account} is suspended\n"
    assert json.loads(run("buyer", "suspend", account, "--json").stdout)["suspended"] is True
    assert re.search(rf"^{account} .* true$", run("buyer", "list").stdout, re.MULTILINE)
    assert run("buyer", "restore", "alder-logistics").stdout == f"{account} is not suspended\n"
    assert served.buyers()[0]["suspended"] is False
    assert "did you mean 'alder-logistics'" in run("buyer", "suspend", "alder-logistic", code=1).stderr


def test_buyer_create_and_list(run: Run) -> None:
    account = run("buyer", "create", "elm-freight", "--customer-identifier", "elm").stdout.strip()
    assert re.fullmatch("[0-9]{12}", account)
    assert re.search(rf"^{account} +elm-freight +elm +false$", run("buyer", "list").stdout, re.MULTILINE)
    given = ("--customer-aws-account-id", "123456789012", "--json")
    made = json.loads(run("buyer", "create", "fir-travel", *given).stdout)
    assert made in json.loads(run("buyer", "list", "--json").stdout)
    assert made["customer_aws_account_id"] == "123456789012"
    assert "expected 12 digits" in run("buyer", "create", "x", "--customer-aws-account-id", "12", code=1).stderr
