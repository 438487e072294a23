"""The contracts catch every broken integration, each by the contract that is there for it, and none that is correct.

Here each mistake meets the contracts that must catch it, which takes two minutes or so. With `KILL_MATRIX=all` it meets
all of them, so that a contract which accuses it of something else is seen, and the correct one is tried with 20 seeds.
"""

from __future__ import annotations

import importlib
import os
import sys
from pathlib import Path

import pytest

from docs.kill_matrix import Mistake, mistakes
from marketplace_contracts.contract import contracts
from marketplace_contracts.judge import BUG
from marketplace_contracts.run import Run, check
from marketplace_contracts.settings import Settings

ALL = os.environ.get("KILL_MATRIX") == "all"
MISTAKES = list(mistakes())
IN_ANY_ORDER = "machine-any-order"
"""All invariants at once, in a random order: it catches many of them, and is meant to."""
CORRECT = "examples.flask_app.app:app"


def tried(folder: Path, subject: str, *, seed: int = 0, contract: tuple[str, ...] = ()) -> Run:
    """Run the kit on a subject that is loaded anew, with less patience than it has for AWS where buyers are real.

    Its emulator is its own: a call that still hangs when the run ends is not answered in the next one's world.
    """
    for name in [each for each in sys.modules if each.startswith(("examples.", "tests.broken_integrations."))]:
        del sys.modules[name]
    aws = importlib.import_module("examples.flask_app.aws_marketplace").AwsMarketplace
    aws.read_timeout, aws.attempts = 1.0, 1
    settings = Settings(
        subject=subject,
        accounts="/accounts",
        examples=5,
        seed=seed,
        patience=10,
        contract=contract,
        env={"DATABASE": str(folder / "accounts.db")},
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


@pytest.mark.no_cover
@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_mistake_is_caught(mistake: Mistake, tmp_path: Path) -> None:
    run = tried(tmp_path, subject(mistake), contract=() if ALL else mistake.caught_by)
    assert set(mistake.caught_by) <= set(run.broken), [(each.contract.id, each.reason) for each in run.verdicts]
    related = {*mistake.caught_by, *mistake.also_breaks, IN_ANY_ORDER}
    assert set(run.broken) <= related, [(each.contract.id, each.reason) for each in run.of("broken")]


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(20 if ALL else 1))
def test_correct_one_breaks_nothing(seed: int, tmp_path: Path) -> None:
    run = tried(tmp_path, CORRECT, seed=seed)
    assert [(each.contract.id, each.verdict, each.reason) for each in run.verdicts if each.verdict != "holds"] == []


def test_what_a_subject_leaves_behind_reaches_no_other_run(tmp_path: Path) -> None:
    tried(tmp_path, CORRECT, contract=("reading-token-exact",))
    left = sys.modules["examples.flask_app.app"].app.view_functions["register"].__self__
    with pytest.raises(Exception, match="EndpointConnectionError"):
        left.marketplace.resolve("a token")
