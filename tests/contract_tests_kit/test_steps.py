"""Registrations of several steps with a driver: every contract walks the driver's way, and every step is looked at."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from marketplace_contracts.run import Run

Check = Callable[..., Run]
Walk = Callable[..., str]
POSTS_THE_REFERENCE = """
    answer = buyer.post_form(form)
    if "/finish" not in answer.last.url:
        return answer
    reference = answer.last.url.partition("r=")[2]
    return buyer.send("POST", "/api/registrations", json.dumps({"reference": reference}).encode(), JSON)
"""
STUMBLES = POSTS_THE_REFERENCE.replace('partition("r=")[2]', 'split("r=")[1]').replace('"/finish" not in', "not")
POSTS_THE_TOKEN = POSTS_THE_REFERENCE.replace('partition("r=")[2]', 'partition("token=")[2]').replace(
    '"reference": reference', '"token": unquote_plus(reference)'
)
CALLS = """
    return buyer.send("POST", "", json.dumps({"token": form["x-amzn-marketplace-token"]}).encode(), JSON)
"""
LOGS_IN = """
    answer = buyer.post_form(form)
    if not answer.last.url.endswith("/login"):
        return answer
    body = urlencode({"email": buyer.email, "password": "correct-Horse-7"}).encode()
    return buyer.send("POST", "/login", body, {"Content-Type": "application/x-www-form-urlencoded"})
"""


INVENTS = """
    buyer.post_form(form)
    body = json.dumps({"token": form["x-amzn-marketplace-token"]}).encode()
    return buyer.send("POST", "/", body, JSON)
"""
LINES = {"queried": POSTS_THE_TOKEN, "cutting": POSTS_THE_TOKEN, "bare": CALLS, "entered": LOGS_IN}
WITHOUT_A_TOKEN = ("reading-missing-token-explained", "reading-missing-token-not-asked")
NEEDS_A_FORM = {
    "reading-charset",
    "reading-other-fields",
    "reading-percent-encoding",
    "reading-missing-token-explained",
    "buyer-get-page",
    "buyer-cross-site-post",
    "buyer-html",
    "buyer-pre-review",
    "buyer-support-contact",
}


@pytest.fixture
def walk(tmp_path: Path) -> Walk:
    """Return a function that writes a driver with the lines of its register()."""

    def write(lines: str) -> str:
        file = tmp_path / "driver.py"
        file.write_text(
            "import json\nfrom urllib.parse import unquote_plus, urlencode\n\n"
            "JSON = {'Content-Type': 'application/json'}\n\n"
            "class Walk:\n    def register(self, buyer, form):\n"
            + "".join(f"    {line}\n" for line in lines.strip("\n").splitlines())
        )
        return str(file)

    return write


def broken(run: Run) -> list[tuple[str, str]]:
    return [(each.contract.id, each.reason) for each in run.of("broken")]


@pytest.mark.parametrize(
    ("subject", "lines", "where"),
    [
        ("queried", POSTS_THE_TOKEN, "leaks-token-in-location"),
        ("baked", POSTS_THE_REFERENCE, "leaks-token-in-cookie"),
    ],
)
def test_a_token_left_in_the_first_step_is_seen_in_the_driver_s_second_answer(
    check: Check, walk: Walk, subject: str, lines: str, where: str
) -> None:
    assert check(f"stepped:{subject}", where, driver=walk(lines)).broken == [where]


def test_a_step_that_leaves_the_token_nowhere_leaks_nothing(check: Check, walk: Walk) -> None:
    run = check("stepped:stepped", "leaks", driver=walk(POSTS_THE_REFERENCE), examples=1)
    assert broken(run) == []
    assert {"leaks-token-in-location", "leaks-token-in-cookie"} <= {each.contract.id for each in run.of("holds")}


@pytest.mark.parametrize("subject", ["hopping", "again"])
def test_a_307_that_posts_no_redeemed_token_again_is_right(check: Check, subject: str) -> None:
    (verdict,) = check(f"driven:{subject}", "buyer-redirect-303").verdicts
    assert (verdict.verdict, verdict.reason) == ("holds", "")


def test_a_buyer_who_logs_in_again_is_the_same_person(check: Check, walk: Walk) -> None:
    run = check("driven:entered", "replay", "machine", "identity-two-buyers", driver=walk(LOGS_IN), examples=2)
    assert broken(run) == []
    assert {"replay-return-accepted", "replay-double-submit", "machine-any-order"} <= {
        each.contract.id for each in run.of("holds")
    }


def test_a_log_in_before_the_token_is_read_turns_nobody_away(check: Check) -> None:
    """The kit fills in a form that asks for an e-mail address and a password, and goes on."""
    run = check("driven:entered", "buyer-cross-site-post", "reading-token-exact", driver=None, examples=1)
    assert [each.contract.id for each in run.of("holds")] == ["reading-token-exact", "buyer-cross-site-post"]


@pytest.mark.parametrize(
    "subject", ["stepped:stepped", "stepped:queried", "stepped:baked", "driven:bare", "driven:entered"]
)
def test_every_contract_walks_the_driver_s_way(check: Check, walk: Walk, subject: str) -> None:
    driver = walk(LINES.get(subject.partition(":")[2], POSTS_THE_REFERENCE))
    run = check(subject, "reading", "buyer", driver=driver, examples=1)
    held = {each.contract.id for each in run.of("holds")}
    assert broken(run) == []
    assert "reading-token-exact" in held
    assert (NEEDS_A_FORM & held == set()) if subject == "driven:bare" else (held >= NEEDS_A_FORM), held


def test_what_a_flow_without_a_form_does_not_have_is_not_verified(check: Check, walk: Walk) -> None:
    run = check("driven:bare", "reading-charset", "buyer-pre-review", driver=walk(CALLS))
    assert {each.reason.partition(" as AWS")[0] for each in run.verdicts} == {
        "the driver posts no form to the fulfillment URL"
    }


def test_a_driver_that_stops_at_a_form_without_a_token_is_no_fault_of_the_page(check: Check, walk: Walk) -> None:
    run = check("stepped:stepped", *WITHOUT_A_TOKEN, "leaks-form-reflected", driver=walk(STUMBLES), examples=1)
    assert [(each.contract.id, each.verdict, each.reason) for each in run.verdicts if each.verdict != "holds"] == []
    assert check("stumbling:careless", "reading-missing-token-explained", driver=walk(STUMBLES)).broken != []


@pytest.mark.parametrize(
    ("subject", "contract"),
    [
        ("cutting", "reading-token-exact"),
        ("particular", "reading-charset"),
        ("guarded", "buyer-cross-site-post"),
    ],
)
def test_a_mistake_in_the_first_step_is_caught(check: Check, walk: Walk, subject: str, contract: str) -> None:
    lines = LINES.get(subject, STUMBLES)
    assert check(f"stumbling:{subject}", contract, driver=walk(lines), examples=1).broken == [contract]


def test_a_token_that_no_page_handed_over_shows_nothing_about_the_form(check: Check, walk: Walk) -> None:
    (verdict,) = check("driven:both", "reading-charset", driver=walk(INVENTS), examples=1).verdicts
    assert verdict.verdict == "not_verified"
    assert "the token that the driver was given, not one that a page handed over" in verdict.reason


def test_a_get_that_a_later_step_may_redeem_is_not_said_to_hold(check: Check, walk: Walk) -> None:
    (verdict,) = check("stepped:queried", "reading-get-not-redeemed", driver=walk(POSTS_THE_TOKEN)).verdicts
    assert (verdict.verdict, "a later step asks AWS" in verdict.reason) == ("not_verified", True)
