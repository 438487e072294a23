"""Registrations of several steps: every contract walks the way that the driver walks, and every step is looked at."""

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
POSTS_THE_TOKEN = POSTS_THE_REFERENCE.replace('partition("r=")[2]', 'partition("token=")[2]').replace(
    '"reference": reference', '"token": unquote_plus(reference)'
)
LOGS_IN = """
    answer = buyer.post_form(form)
    if not answer.last.url.endswith("/login"):
        return answer
    body = urlencode({"email": buyer.email, "password": "correct-Horse-7"}).encode()
    return buyer.send("POST", "/login", body, {"Content-Type": "application/x-www-form-urlencoded"})
"""


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
    (verdict,) = check(f"stepped:{subject}", "buyer-redirect-303").verdicts
    assert (verdict.verdict, verdict.reason) == ("holds", "")


def test_a_buyer_who_logs_in_again_is_the_same_person(check: Check, walk: Walk) -> None:
    run = check("stepped:entered", "replay", "machine", "identity-two-buyers", driver=walk(LOGS_IN), examples=2)
    assert broken(run) == []
    assert {"replay-return-accepted", "replay-double-submit", "machine-any-order"} <= {
        each.contract.id for each in run.of("holds")
    }


def test_a_log_in_before_the_token_is_read_turns_nobody_away(check: Check, walk: Walk) -> None:
    (verdict,) = check("stepped:entered", "buyer-cross-site-post", driver=None).verdicts
    assert verdict.verdict == "not_verified"
    assert "if a buyer has to log in first, give a --driver that does" in verdict.reason
