"""The contracts catch every broken integration, each by the contract that is there for it, and none that is correct.

In `make test` each mistake is tried with the contracts that must catch it. In `make nightly` it meets all of them, so that a
contract which accuses it of something else is seen, and the correct one is tried with 20 seeds.
"""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any

import pytest

from docs.kill_matrix import Mistake, mistakes
from marketplace_contracts.contract import contracts
from marketplace_contracts.judge import BUG
from marketplace_contracts.pauses import Pauses
from marketplace_contracts.run import Run, check
from marketplace_contracts.settings import Settings
from tests.contract_tests_kit.conftest import SHORT, forget_integrations

MISTAKES = list(mistakes())
IN_ANY_ORDER = "machine-any-order"
"""All invariants at once, in a random order: it catches many of them, and is meant to."""
CORRECT = "examples.flask_app.app:app"
ALSO_CORRECT = "examples.werkzeug_app.app:app"
"""The example seller of `serve`."""
PAUSES = {"replay_meters_again_later": Pauses(second=3.0)}
"""The pauses for a mistake that a worker makes, half a second later or when a busy machine lets it."""

FRONTS: dict[str, Any] = {"lambda_knows_the_first_event_only": {"front": "function-url"}}
"""The settings of a mistake that only shows behind one front."""


def tried(
    folder: Path, subject: str, *, seed: int = 0, contract: tuple[str, ...] = (), pauses: Pauses = SHORT, **more: Any
) -> Run:
    """Run the kit on a subject that is loaded anew, with less patience than it has for AWS where buyers are real.

    Its emulator is its own: a call that still hangs when the run ends is not answered in the next one's world.
    """
    forget_integrations()
    for example in ("flask_app", "werkzeug_app"):
        aws = importlib.import_module(f"examples.{example}.aws_marketplace").AwsMarketplace
        aws.read_timeout, aws.attempts = 2.0, 1
    settings = Settings(
        subject=subject,
        accounts="/accounts",
        examples=5,
        seed=seed,
        patience=10,
        contract=contract,
        env={"DATABASE": str(folder / "accounts.db")},
        pauses=pauses,
        **more,
    )
    run = check(settings)
    assert [each.reason for each in run.verdicts if each.reason.startswith(BUG)] == []
    return run


def subject(mistake: Mistake) -> str:
    return f"tests.broken_integrations.{mistake.name}:{'handler' if mistake.name.startswith('lambda') else 'app'}"


def test_declared_contracts_exist() -> None:
    declared = {each for mistake in MISTAKES for each in (*mistake.caught_by, *mistake.also_breaks)}
    assert declared <= contracts().keys()


def test_every_contract_has_a_mistake_to_catch() -> None:
    caught = {each for mistake in MISTAKES for each in (*mistake.caught_by, *mistake.also_breaks)}
    assert contracts().keys() - caught <= {IN_ANY_ORDER}


def check_caught(mistake: Mistake, run: Run) -> None:
    """Check that the contracts that must catch it do, and that no other is broken but those that may be."""
    assert set(mistake.caught_by) <= set(run.broken), [(each.contract.id, each.reason) for each in run.verdicts]
    related = {*mistake.caught_by, *mistake.also_breaks, IN_ANY_ORDER}
    assert set(run.broken) <= related, [(each.contract.id, each.reason) for each in run.of("broken")]


@pytest.mark.no_cover
@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_mistake_is_caught(mistake: Mistake, tmp_path: Path) -> None:
    pauses = PAUSES.get(mistake.name, SHORT)
    more = FRONTS.get(mistake.name, {})
    check_caught(mistake, tried(tmp_path, subject(mistake), contract=mistake.caught_by, pauses=pauses, **more))


@pytest.mark.nightly
@pytest.mark.no_cover
@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_mistake_breaks_no_other_contract(mistake: Mistake, tmp_path: Path) -> None:
    more = FRONTS.get(mistake.name, {})
    check_caught(mistake, tried(tmp_path, subject(mistake), pauses=Pauses(), **more))


def check_correct(run: Run) -> None:
    """Check that every contract holds."""
    assert [(each.contract.id, each.verdict, each.reason) for each in run.verdicts if each.verdict != "holds"] == []


@pytest.mark.no_cover
@pytest.mark.parametrize("subject", [CORRECT, ALSO_CORRECT])
def test_correct_one_breaks_nothing(subject: str, tmp_path: Path) -> None:
    check_correct(tried(tmp_path, subject))


@pytest.mark.nightly
@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(20))
def test_correct_one_breaks_nothing_whatever_the_seed(seed: int, tmp_path: Path) -> None:
    check_correct(tried(tmp_path, CORRECT, seed=seed, pauses=Pauses()))


@pytest.mark.no_cover
def test_a_signup_that_an_earlier_contract_used_up_is_missed(tmp_path: Path) -> None:
    used_up = "tests.broken_integrations.every_buyer_gets_the_first_session:app"
    run = tried(tmp_path, used_up, contract=("identity-same-browser", "identity-two-signups"))
    assert run.broken == ["identity-two-signups"]


@pytest.mark.no_cover
def test_a_worker_that_asks_about_an_earlier_token_is_not_taken_for_the_next_visit(tmp_path: Path) -> None:
    worker = "tests.broken_integrations.worker_asks_about_a_refused_token_again:app"
    check_correct(tried(tmp_path, worker, contract=("reading-token-exact", "reading-charset")))


@pytest.mark.no_cover
def test_tokens_that_are_misread_as_one_are_not_taken_for_one_that_is_asked_about_again(tmp_path: Path) -> None:
    misreads = "tests.broken_integrations.decodes_before_splitting:app"
    run = tried(tmp_path, misreads, contract=("reading-token-exact", "reading-token-opaque", "failures-no-storm"))
    assert run.broken == ["reading-token-exact"]
