"""The command `token`."""

from __future__ import annotations

import json

from marketplace_emulator import Marketplace
from tests.commands.conftest import Run, code_of


def test_token_mint_prints_only_the_token(run: Run, served: Marketplace) -> None:
    assert code_of(served, run("token", "mint").stdout.strip()) == "ok"


def test_token_mint_json_has_the_form(run: Run) -> None:
    minted = json.loads(run("token", "mint", "--agreement", "birch-analytics-trial", "--json").stdout)
    assert minted["form"] == {
        "x-amzn-marketplace-token": minted["token"],
        "x-amzn-marketplace-offer-type": "free-trial",
    }


def test_token_mint_for_a_product_and_a_buyer_by_name(run: Run, served: Marketplace) -> None:
    words = ("--product", "harbor-backup", "--buyer", "alder-logistics", "--json")
    minted = json.loads(run("token", "mint", *words).stdout)
    expected = next(each for each in served.agreements() if each["name"] == "alder-backup")
    assert minted["agreement_id"] == expected["agreement_id"]


def test_token_mint_of_an_expired_token(run: Run, served: Marketplace) -> None:
    assert code_of(served, run("token", "mint", "--expires-in", "-1s").stdout.strip()) == "ExpiredTokenException"


def test_token_list_shortens_unless_asked(run: Run) -> None:
    shown = run("token", "list").stdout
    assert "alder-analytics" in shown
    assert all(len(line.split()[0]) < 30 for line in shown.splitlines())
    full = json.loads(run("token", "list", "--json", "--full", "--agreement", "alder-backup").stdout)
    assert [len(each["token"]) for each in full] == [184]


def test_options_that_belong_together_are_named_as_options(run: Run) -> None:
    told = run("token", "mint", "--product", "harbor-backup", code=2).output
    assert "--product and --buyer together name an agreement" in told
