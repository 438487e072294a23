"""Registrations of two steps without a driver: the kit takes the second step, and accuses nobody where it does not find it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from marketplace_contracts.run import Run
from marketplace_contracts.setting import Usage
from tests.contract_tests_kit.subjects import stepped

Check = Callable[..., Run]
READ = ("reading-token-exact", "reading-charset", "reading-other-fields", "reading-percent-encoding")
LEFT = {"queried": {"leaks-token-in-location"}, "baked": {"leaks-token-in-cookie"}, "filed": {"leaks-token-in-cookie"}}
"""Where an integration that has just this mistake leaves the token."""


@pytest.mark.parametrize("subject", ["stepped", "queried", "baked", "filed", "continued"])
def test_a_usual_second_step_is_taken_without_a_driver(check: Check, subject: str) -> None:
    run = check(f"stepped:{subject}", *READ, "buyer", "leaks-token-in-location", "leaks-token-in-cookie", examples=1)
    held = {each.contract.id for each in run.of("holds")}
    assert set(run.broken) == LEFT.get(subject, set())
    assert {*READ, "buyer-cross-site-post", "buyer-html", "buyer-free-trial", "buyer-pre-review"} <= held


def test_a_form_that_a_person_fills_in_is_the_second_step(check: Check) -> None:
    families = ("replay-return-accepted", "identity-two-buyers", "identity-two-agreements", "machine-any-order")
    run = check("filled:agreed", *READ, "buyer", *families, examples=1)
    held = {each.contract.id for each in run.of("holds")}
    assert [(each.contract.id, each.reason) for each in run.of("broken")] == []
    assert {*READ, *families, "buyer-cross-site-post", "buyer-html", "buyer-free-trial"} <= held


@pytest.mark.parametrize("subject", ["locked", "loose"])
def test_a_sign_up_with_a_password_or_without_a_form_is_the_second_step(check: Check, subject: str) -> None:
    contracts = ("reading-token-exact", "replay-return-accepted", "replay-double-submit", "identity-two-buyers")
    run = check(f"filled:{subject}", *contracts, "failures-throttling-no-blame", examples=1)
    assert [(each.contract.id, each.reason) for each in run.verdicts if each.verdict != "holds"] == []


def test_a_form_that_a_script_sends_as_json_is_sent_as_json(check: Check) -> None:
    run = check("filled:typed", "reading-token-exact", "replay-return-accepted", examples=1, then="/continue")
    assert [(each.contract.id, each.reason) for each in run.verdicts if each.verdict != "holds"] == []


@pytest.mark.parametrize(
    ("then", "said"), [("/report", "the kit submitted the page's form"), ("/api/help", "the kit posted JSON")]
)
def test_a_named_step_that_never_asks_aws_accuses_nobody(check: Check, then: str, said: str) -> None:
    run = check("stepped:wandering", "reading", "buyer", "replay", "failures-explained", examples=1, then=then)
    assert [(each.contract.id, each.reason) for each in run.of("broken")] == []
    [reason] = [each.reason for each in run.verdicts if each.contract.id == "reading-token-exact"]
    assert f"{said} to {then}, as --then says (" in reason
    assert "and got 'Shop Come from AWS Marketplace. Questions? support@example.com' with status 200" in reason


@pytest.mark.parametrize(
    ("subject", "contract"),
    [
        ("cutting", "reading-token-exact"),
        ("pasting", "reading-token-exact"),
        ("particular", "reading-charset"),
        ("guarded", "buyer-cross-site-post"),
        ("careless", "reading-missing-token-explained"),
    ],
)
def test_a_mistake_before_the_second_step_is_caught(check: Check, subject: str, contract: str) -> None:
    assert check(f"stumbling:{subject}", contract, examples=1).broken == [contract]


def test_the_story_says_that_the_kit_takes_the_step(check: Check) -> None:
    (verdict,) = check("stumbling:cutting", "reading-token-exact", examples=1).verdicts
    assert verdict.story is not None
    told = [step.what for step in verdict.story.steps if step.who == "kit"]
    assert "the page's script makes a POST to /api/registrations; the kit makes it in the script's place" in told


def test_nothing_is_stored_twice_or_for_others_in_two_steps(check: Check) -> None:
    families = ("identity-two-buyers", "identity-concurrent-buyers", "replay-double-submit", "machine-any-order")
    run = check("stepped:stepped", *families, "failures-throttling-no-blame", examples=2)
    assert [(each.contract.id, each.verdict, each.reason) for each in run.verdicts if each.verdict != "holds"] == []


def test_no_step_is_taken_where_the_form_alone_asks_aws(check: Check) -> None:
    run = check("stepped:eager", "reading-token-exact", "buyer-free-trial", examples=1)
    assert (run.broken, stepped.eager.twice) == ([], 0)


@pytest.mark.parametrize("subject", ["computed", "wandering"])
def test_where_no_step_is_found_nobody_is_accused(check: Check, subject: str) -> None:
    run = check(f"stepped:{subject}", "reading", "buyer", "replay-double-submit", examples=1)
    assert [(each.contract.id, each.reason) for each in run.of("broken")] == []
    reasons = {each.contract.id: each.reason for each in run.of("not_verified")}
    for contract in ("reading-token-exact", "buyer-free-trial"):
        assert "--then" in reasons[contract]
        assert "--driver" in reasons[contract]
    assert reasons["reading-missing-token-not-asked"].endswith("; see reading-token-exact")


@pytest.mark.parametrize("subject", ["computed", "wandering"])
def test_the_seller_names_a_step_that_the_kit_does_not_find(check: Check, subject: str) -> None:
    run = check(f"stepped:{subject}", *READ, "buyer-free-trial", "reading-get-not-redeemed", then="/api/registrations")
    assert [(each.contract.id, each.verdict) for each in run.verdicts if each.verdict != "holds"] == [
        ("reading-get-not-redeemed", "not_verified")
    ]


def test_the_seller_says_what_the_json_is(check: Check) -> None:
    written = '{"d": [{"t": "{token}", "e": "{email}", "terms": true}]}'
    right = check("stepped:renamed", "buyer-free-trial", then="/api/registrations", then_json=written)
    wrong = check("stepped:renamed", "buyer-free-trial", then="/api/registrations")
    assert [run.verdicts[0].verdict for run in (right, wrong)] == ["holds", "not_verified"]


def test_a_driver_takes_its_steps_itself(check: Check, tmp_path: Path) -> None:
    (tmp_path / "driver.py").write_text(
        "class Walk:\n    def register(self, buyer, form): return buyer.post_form(form)\n"
    )
    with pytest.raises(Usage, match=r"--then is a step of the kit's own driver; let register\(\) of the driver"):
        check("stepped:computed", "reading", driver=str(tmp_path / "driver.py"), then="/api/registrations")


def test_json_that_is_none_is_refused(check: Check) -> None:
    with pytest.raises(Usage, match=r"then-json is '{token}'; expected JSON with {token} for the token"):
        check("stepped:computed", "reading", then="/api/registrations", then_json="{token}")


def test_a_script_s_request_may_be_answered_without_a_page(check: Check) -> None:
    run = check("stepped:silent", "reading-token-exact", "replay-double-submit", "buyer-free-trial", examples=1)
    assert [(each.contract.id, each.verdict, each.reason) for each in run.verdicts if each.verdict != "holds"] == []


@pytest.mark.parametrize("subject", ["entered", "federated"])
def test_a_flow_that_ends_at_a_log_in_turns_nobody_away(check: Check, subject: str) -> None:
    run = check(f"driven:{subject}", "buyer-cross-site-post", "reading", examples=1)
    assert [(each.contract.id, each.reason) for each in run.of("broken")] == []
