"""Good integrations of unusual kinds are accused of nothing: a false accusation costs the kit its user."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from marketplace_contracts.pauses import Pauses
from marketplace_contracts.run import Run
from tests.contract_tests_kit.subjects import fair, good

Check = Callable[..., Run]
WORDS_UNKNOWN = {
    "finnish": "words of the page's language (fi)",
    "swedish": "words of the page's language (not named)",
    "japanese": "words of the page's language (not named)",
    "drawn": "a script draws the page",
}
GOOD = [
    "redirecting",
    "elsewhere",
    "vague",
    "hedging",
    "german",
    "finnish",
    "swedish",
    "japanese",
    "drawn",
    "nested",
    "careful",
    "flaky",
    "stamped",
    "keyed",
    "personal",
    "recognising",
    "delegating",
    "named",
]
FAIR = [
    "saying",
    "polish",
    "latin",
    "advising",
    "quoting",
    "shell",
    "hosted",
    "asking",
    "counting",
    "hashing",
    "paged",
    "sessional",
    "licensed",
    "shuffling",
]
STEPPED = ["stepped:stepped", "stepped:continued", "filled:agreed", "stepped:silent", "driven:hopping", "driven:again"]
"""Integrations of more than one step."""
ALLOWED = {"vague": {"failures-token-fault-says-return"}}
"""The contracts of level "should" that a good integration may break."""
TO_THE_SECOND = {"stamped": Pauses()}
"""Integrations that show times to the second, which change only if the kit pauses for a second."""


def accused(run: Run, name: str) -> list[tuple[str, str]]:
    """Return the contracts that the run calls broken, each with the reason."""
    broken = [each for each in run.of("broken") if each.contract.id not in ALLOWED.get(name, set())]
    return [(each.contract.id, each.reason) for each in broken]


def pauses(name: str) -> dict[str, Any]:
    """Return settings with the kit's real pauses for an integration that needs them."""
    return {"pauses": TO_THE_SECOND[name]} if name in TO_THE_SECOND else {}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_integration_is_accused_of_nothing_by_the_families_that_could(check: Check, name: str) -> None:
    run = check(f"good:{name}", *getattr(good, name).accusers, examples=3, **pauses(name))
    assert accused(run, name) == []
    assert run.of("holds")
    if name in WORDS_UNKNOWN:
        reasons = {each.contract.id: each.reason for each in run.of("not_verified")}
        for contract in ("failures-explained", "failures-passing-says-try-again"):
            assert WORDS_UNKNOWN[name] in reasons[contract], "words that the kit cannot read are not verified"


@pytest.mark.parametrize("name", FAIR)
def test_another_way_to_say_or_show_something_is_no_mistake(check: Check, name: str) -> None:
    run = check(f"fair:{name}", *getattr(fair, name).accusers, examples=1)
    assert accused(run, name) == []
    assert run.of("holds")


def test_each_names_the_families_that_could_accuse_it() -> None:
    subjects = [getattr(good, name) for name in GOOD] + [getattr(fair, name) for name in FAIR]
    assert [type(each).__name__ for each in subjects if not each.accusers] == []


@pytest.mark.nightly
@pytest.mark.no_cover
@pytest.mark.parametrize("name", [*(f"good:{each}" for each in GOOD), *(f"fair:{each}" for each in FAIR), *STEPPED])
def test_no_contract_accuses_a_good_integration(check: Check, name: str) -> None:
    run = check(name, examples=3, pauses=Pauses())
    assert accused(run, name.partition(":")[2]) == []
    assert len(run.of("holds")) > len(run.of("not_verified"))


def test_the_kit_waits_for_a_buyer_that_a_worker_stores_late(check: Check) -> None:
    looking = ("identity-two-buyers", "identity-concurrent-buyers", "replay-double-submit", "replay-nothing-reset")
    run = check("good:queued", *looking, "failures-account-kept", pauses=Pauses(second=0.01))
    assert [(each.contract.id, each.reason) for each in run.verdicts if each.verdict != "holds"] == []
