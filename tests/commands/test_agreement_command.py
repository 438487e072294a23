"""The command `agreement`: accept, show and list; the other steps are in `test_agreement_steps.py`."""

from __future__ import annotations

import json

import pytest

from marketplace_emulator import Marketplace
from tests.commands.conftest import Run

BUY = ("--product", "harbor-backup", "--buyer", "birch-hospital")


def test_agreement_create_cancel_and_list(run: Run, served: Marketplace) -> None:
    agreement_id = run("agreement", "create", *BUY, "--free-trial").stdout.strip()
    assert served.request("GET", f"/agreements/{agreement_id}")["free_trial"] is True
    assert f"{agreement_id} is EXPIRED since" in run("agreement", "cancel", agreement_id, "--status", "EXPIRED").stdout
    listed = json.loads(run("agreement", "list", "--status", "EXPIRED", "--json").stdout)
    assert [each["agreement_id"] for each in listed] == [agreement_id]
    shown = run("agreement", "list", "--product", "harbor-backup", "--buyer", "birch-hospital").stdout
    assert agreement_id in shown
    assert listed[0]["license_arn"] in shown


def test_agreement_accept_has_each_term(run: Run, served: Marketplace) -> None:
    trial = ("--free-trial-days", "14", "--start-time", "now+1d")
    offer_id = run(
        "offer", "create", "a-year", *BUY[:2], "--duration", "P12M", "--auto-renew", "--free-trial-days", "9"
    ).stdout.strip()
    words = ("agreement", "accept", *BUY, "--name", "year", "--offer", "a-year", *trial, "--no-auto-renew", "--json")
    made = json.loads(run(*words, "--entitle", "gb_protected=5", "--agreement-id", "agmt-1").stdout)
    assert (made["agreement_id"], made["name"], made["offer_id"]) == ("agmt-1", "year", offer_id)
    assert (made["duration"], made["auto_renew"], made["entitlements"]) == ("P12M", False, {"gb_protected": 5})
    assert (made["free_trial"], made["start_time"] > made["accepted_at"]) == (True, True)
    failed = run("agreement", "accept", *BUY, "--payment", "fails", "--end-time", "now+3d", "--no-free-trial")
    assert served.agreement(failed.stdout.strip())["payment_failed"] is True


def test_agreement_create_by_the_thousand(run: Run, served: Marketplace) -> None:
    words = ("agreement", "create", "--product", "harbor-backup", "--count", "1000", "--name", "load")
    run("offer", "create", "monthly", "--product", "harbor-backup", "--auto-renew")
    terms = ("--entitle", "gb_protected=12", "--duration", "P1M", "--no-auto-renew", "--offer", "monthly")
    answer = run(*words, *terms).stdout
    assert answer == "1000 buyers, 1000 agreements, 1000 tokens, named load-1 to load-1000\n"
    assert len([each for each in served.entitlements() if each["value"] == 12]) == 1000
    offer = served.offers()[0]["offer_id"]
    made = [each for each in served.agreements() if each["name"].startswith("load-")]
    assert {(each["offer_id"], each["duration"], each["auto_renew"]) for each in made} == {(offer, "P1M", False)}


def test_agreement_show_tells_a_life(run: Run, served: Marketplace) -> None:
    served.clock.set("2027-01-01T00:00:00Z", frozen=True)
    run("agreement", "accept", *BUY, "--name", "month", "--duration", "P1M", "--entitle", "gb_protected=5")
    run("agreement", "amend", "month", "--auto-renew")
    served.clock.advance("40d")
    made, following = served.agreements(customer_aws_account_id="321098765432")[-2:]
    assert served.agreements(initial_agreement_id=made["agreement_id"]) == [made, following]
    assert run("agreement", "show", "month").stdout.splitlines() == [
        f"{made['agreement_id']} (month) is RENEWED",
        f"  product     {made['product_code']}",
        "  buyer       321098765432",
        f"  offer       {made['offer_id']}",
        f"  license     {made['license_arn']}",
        "  term        2027-01-01T00:00:00Z to 2027-02-01T00:00:00Z (P1M)",
        "  grants      gb_protected=5",
        f"  followed by {following['agreement_id']}",
        "",
        "What has happened:",
        '  2027-01-01T00:00:00Z  step accept duration=P1M entitlements={"gb_protected": 5}',
        "  2027-01-01T00:00:00Z  step amend auto_renew=true",
        "  2027-01-01T00:00:11Z  event Purchase Agreement Created - Proposer",
        "  2027-01-01T00:00:11Z  event Purchase Agreement Amended - Proposer",
        "  2027-01-01T00:01:12Z  event License Updated - Manufacturer",
        "  2027-01-02T00:00:00Z  event Purchase Agreement Ending - Proposer",
        "  2027-02-01T00:00:00Z  step renew",
        "  2027-02-01T00:00:00Z  event Purchase Agreement Ended - Proposer",
        "  2027-02-01T01:00:00Z  event License Deprovisioned - Manufacturer",
        "",
        "Nothing comes next.",
        "",
        "It can take no step any more.",
    ]
    shown = run("agreement", "show", "month (2)").stdout
    assert f"  follows     {made['agreement_id']}\n" in shown
    assert "  renewal     at the end\n" in shown
    assert "What comes next:\n  2027-03-01T00:00:00Z  step renew\n" in shown
    assert shown.endswith("\nIt can amend, cancel, expire, renew, replace, terminate.\n")
    assert json.loads(run("agreement", "show", "month", "--json").stdout) == served.agreement(made["agreement_id"])


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--count", "2", "--end-time", "now+14d"), "--end-time does not go with --count; leave out one of them."),
        (("--count", "2", "--start-time", "now", "--no-free-trial"), "--free-trial and --start-time does not go with"),
        (("--entitle", "seats"), "--entitle 'seats' has no value; give it as DIMENSION=VALUE"),
        (("--free-trial-days", "0"), "0 is not in the range 1<=x<=3650"),
        ((), "Missing option '--buyer' (or give --count to create buyers too)."),
    ],
)
def test_options_that_cannot_be_are_told(run: Run, words: tuple[str, ...], said: str) -> None:
    assert said in run("agreement", "accept", "--product", "harbor-backup", *words, code=2).stderr
