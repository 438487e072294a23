"""One cause is accused once: what follows from it is not verified, and the reports show it under the cause."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from marketplace_contracts.contract import Contract, contracts
from marketplace_contracts.report.folder import as_html, as_json, as_junit
from marketplace_contracts.report.terminal import report_lines
from marketplace_contracts.run import Run
from marketplace_contracts.settings import Settings
from marketplace_contracts.verdict import Verdict

Check = Callable[..., Run]
PLAIN, CONTROLLED, LATER = "identity-two-buyers", "identity-claims-ignored", "replay-reload-accepted"


def _run(*verdicts: Verdict) -> Run:
    return Run(Settings(subject="shop:app"), list(verdicts))


def _of(id_: str) -> Contract:
    return contracts()[id_]


@pytest.fixture
def run() -> Run:
    return _run(
        Verdict(_of("buyer-html"), "broken", "it is JSON"),
        Verdict(_of(PLAIN), "broken", "one account"),
        Verdict(_of(CONTROLLED), "not_verified", f"one account; see {PLAIN}", cause=PLAIN),
        Verdict(_of(LATER), "not_verified", f"no account; see {CONTROLLED}", cause=CONTROLLED),
        Verdict(_of("leaks-token-in-log"), "not_verified", "there is no log"),
    )


def test_a_cause_comes_first_with_what_follows_from_it(run: Run) -> None:
    assert [each.contract.id for each in run.causes] == [PLAIN, "buyer-html"]
    assert {cause: [each.contract.id for each in them] for cause, them in run.follows.items()} == {
        PLAIN: [CONTROLLED, LATER]
    }


def test_the_terminal_folds_what_follows_under_the_cause(run: Run) -> None:
    lines = [line for line, _ in report_lines(run)]
    assert f"  follows   2 contracts are not verified because of this: {CONTROLLED}, {LATER}" in lines
    assert sum(line.endswith(f"not verified  follows from {PLAIN}") for line in lines) == 2
    assert any(line.endswith("not verified  there is no log") for line in lines)
    assert lines[-2] == f"mend {PLAIN} first: 2 contracts that are not verified follow from it"


def test_what_follows_from_nothing_names_nothing_to_mend_first() -> None:
    lines = [line for line, _ in report_lines(_run(Verdict(_of("buyer-html"), "broken", "it is JSON")))]
    assert not any(line.startswith("mend ") for line in lines)


def test_files_name_the_cause(run: Run) -> None:
    assert [each["cause"] for each in json.loads(as_json(run))["contracts"]] == ["", "", PLAIN, PLAIN, ""]
    assert f'message="follows from {PLAIN}: one account; see {PLAIN}"' in as_junit(run)
    page = as_html(run)
    assert page.index(f'id="{PLAIN}"') < page.index('id="buyer-html"')
    assert page.index(f'<li><a href="#{PLAIN}">') < page.index('<li><a href="#buyer-html">')
    assert page.count(f'Follows from <a href="#{PLAIN}">') == 2


def test_contracts_that_name_each_other_follow_from_neither() -> None:
    run = _run(
        Verdict(_of(PLAIN), "not_verified", cause=LATER),
        Verdict(_of(LATER), "not_verified", cause=PLAIN),
        Verdict(_of(CONTROLLED), "not_verified", cause="machine-any-order"),
    )
    assert run.follows == {}


def test_every_cause_that_a_contract_names_is_a_contract() -> None:
    import marketplace_contracts

    folder = Path(marketplace_contracts.__file__).parent
    words = {
        word.strip("\"',;:)(")
        for file in folder.glob("*.py")
        for word in file.read_text("utf-8").split()
        if word.startswith('"') and word.strip("\"',;:)(").count("-") >= 2
    }
    families = {each.family for each in contracts().values()}
    named = {word for word in words if word.partition("-")[0] in families and word.replace("-", "").isalpha()}
    assert named - contracts().keys() <= {"product-missing-not-assumed"}, "no such contract"


STRANGERS = ("identity-claims-ignored", "identity-unknown-members", "identity-concurrent-buyers")


@pytest.mark.parametrize("subject", ["keyed:shared", "keyed:single_guest"])
def test_one_cause_has_one_name(check: Check, subject: str) -> None:
    """All buyers without a CustomerIdentifier share one account, or only the first of them is registered."""
    run = check(subject, "identity", examples=2)
    assert (
        run.broken == {"keyed:shared": [PLAIN], "keyed:single_guest": ["identity-without-customer-identifier"]}[subject]
    )
    followers = {each.contract.id for each in run.follows[run.broken[0]]}
    assert {"identity-claims-ignored", "identity-concurrent-buyers"} <= followers
    assert {each.verdict for each in run.verdicts if each.contract.id in STRANGERS} == {"not_verified"}


@pytest.mark.parametrize("contract", STRANGERS)
def test_a_contract_defers_to_the_plain_case_even_if_it_is_tried_alone(check: Check, contract: str) -> None:
    [verdict] = check("keyed:shared", contract, examples=2).verdicts
    assert (verdict.verdict, verdict.cause) == ("not_verified", PLAIN), verdict.reason


@pytest.mark.nightly  # an order of events is shortened many times
def test_an_order_of_events_is_not_to_blame_for_what_fails_in_every_order(check: Check) -> None:
    run = check("odd:doubling", "replay-double-submit", "machine-any-order")
    assert run.broken == ["replay-double-submit"]
    assert [each.contract.id for each in run.follows["replay-double-submit"]] == ["machine-any-order"]


def test_a_replay_with_an_expired_token_follows_from_the_crash_at_one(check: Check) -> None:
    cause = "failures-token-fault-no-server-error"
    run = check("keyed:surprised", cause, "replay-double-submit", "replay-after-expiry", examples=1)
    assert run.broken == [cause]
    assert {each.cause for each in run.of("not_verified")} == {cause}


def test_a_buyer_of_two_products_follows_from_the_product_that_registers_nobody(check: Check) -> None:
    ordinary = ("identity-legacy-buyer", "identity-without-customer-identifier")
    run = check("keyed:legacy", *ordinary, "identity-two-products", examples=1)
    assert [(each.contract.id, each.verdict, each.cause) for each in run.verdicts] == [
        (ordinary[1], "broken", ""),
        (ordinary[0], "holds", ""),
        ("identity-two-products", "not_verified", ordinary[1]),
    ]
