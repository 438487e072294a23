"""Accounts that come into being with the sign-up: the kit signs up before it judges, or says what it could not do."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from marketplace_contracts.run import Run

Check = Callable[..., Run]
ABOUT_ACCOUNTS = (
    *("identity-two-buyers", "identity-two-agreements", "identity-same-browser", "identity-two-signups"),
    *("replay-double-submit", "replay-concurrent-double-submit", "replay-nothing-reset", "replay-signup-kept"),
    *("buyer-signup-twice", "failures-store-nothing", "failures-stored-is-told", "machine-any-order"),
)


@pytest.mark.parametrize("name", ["claimed", "linked", "twofold", "handed", "exclusive"])
def test_the_kit_goes_on_through_the_signup_that_makes_the_account(check: Check, name: str) -> None:
    run = check(f"claims:{name}", *(ABOUT_ACCOUNTS if name == "claimed" else ABOUT_ACCOUNTS[:2]), examples=1)
    assert [(each.contract.id, each.reason) for each in run.verdicts if each.verdict != "holds"] == []


def test_a_form_that_asks_nothing_is_sent_at_each_visit(check: Check) -> None:
    run = check("claims:forwarding", "identity-two-buyers", "identity-license-late-stored", examples=1)
    assert [(each.contract.id, each.reason) for each in run.verdicts if each.verdict != "holds"] == []


@pytest.mark.parametrize(
    ("name", "verdict"), [("repeating", "holds"), ("forgetting", "broken"), ("refusing", "not_verified")]
)
def test_a_buyer_who_is_asked_again_signs_up_again_before_a_late_license_is_missed(
    check: Check, name: str, verdict: str
) -> None:
    assert [each.verdict for each in check(f"claims:{name}", "identity-license-late-stored").verdicts] == [verdict]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "confirmed",
            "although the kit has sent 2 form(s) of the sign-up; the page has a form that the kit cannot fill in",
        ),
        ("delegated", "no account appears; the buyer may go on to https://id.shop.example/authorize?state="),
        ("drawn", "no account appears; a script draws the page"),
        ("sent", "no account appears; the page has a script that sends what the buyer fills in"),
    ],
)
def test_a_signup_that_the_kit_cannot_do_is_named_with_a_driver_s_line(check: Check, name: str, said: str) -> None:
    run = check(f"claims:{name}", "identity-two-buyers", "replay-double-submit", "failures-store-nothing", examples=1)
    assert {each.verdict for each in run.verdicts} == {"not_verified"}
    for each in run.verdicts:
        assert said in each.reason
        assert (
            "give a --driver whose register(buyer, form) does that after `answer = buyer.post_form(form)`"
            in each.reason
        )
        assert "`answer = buyer." in each.reason


def test_the_line_for_a_script_s_request_is_that_request(check: Check) -> None:
    [verdict] = check("claims:sent", "identity-two-buyers").verdicts
    assert """json.dumps({"company": …, "email": …}).encode(), …)`""" in verdict.reason


def test_an_account_that_never_appears_after_the_whole_signup_is_missing(check: Check) -> None:
    assert check("claims:idle", "identity-two-buyers").broken == ["identity-two-buyers"]


def test_a_driver_that_stops_before_the_signup_is_told_so(check: Check, tmp_path: Path) -> None:
    driver = tmp_path / "driver.py"
    driver.write_text("class Walk:\n    def register(self, buyer, form):\n        return buyer.post_form(form)\n")
    [verdict] = check("claims:claimed", "identity-two-buyers", driver=str(driver)).verdicts
    assert verdict.verdict == "not_verified"
    assert "the page has a form" in verdict.reason
