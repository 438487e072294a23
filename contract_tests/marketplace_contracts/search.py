"""How Hypothesis looks for what breaks a contract."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import hypothesis
from hypothesis import HealthCheck, Phase, given

from marketplace_contracts.contract import Contract
from marketplace_contracts.story import Broken, Died, NotVerified, SubjectLost

STEPS = 15
"""How many events a sequence has at most."""
OUTCOMES = (Broken, NotVerified, SubjectLost, Died)


def search(examples: int) -> hypothesis.settings:
    """Return Hypothesis settings without output, database or deadline, so that a seed alone decides what is drawn."""
    return hypothesis.settings(
        max_examples=examples,
        stateful_step_count=STEPS,
        deadline=None,
        database=None,
        derandomize=False,
        report_multiple_bugs=False,
        print_blob=False,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        verbosity=hypothesis.Verbosity.quiet,
    )


def try_examples(contract: Contract, function: Callable[..., None], examples: int, seed: int, shrink: float) -> None:
    """Try drawn examples, then the contract's own, which Hypothesis would not shrink.

    Raise what the smallest failing example raises; Hypothesis looks for it for `shrink` seconds.
    """
    property_ = _bounded(contract, function, shrink)
    with _unwrapped():
        hypothesis.seed(seed)(search(examples)(property_))()
    for example in contract.examples:
        try:
            function(**example)
        except Broken as problem:
            _note(problem, example)
            raise


def _note(problem: Exception, drawn: Mapping[str, Any]) -> None:
    if isinstance(problem, Broken):
        problem.drawn = drawn


def _bounded(contract: Contract, function: Callable[..., None], shrink: float) -> Any:
    """Make a property that remembers what broke it, and stops looking for a smaller example after a while.

    A failure is raised again without a second try: the verdict must be repeatable even if the subject is not.
    """
    found: dict[str, Exception] = {}
    until = 0.0

    @given(**contract.vary)
    def drawing(**drawn: Any) -> None:
        nonlocal until
        key = repr(sorted(drawn.items(), key=lambda item: item[0]))
        if key in found:
            raise found[key]
        if found and time.monotonic() > until:
            return
        try:
            function(**drawn)
        except OUTCOMES as problem:
            until = until or time.monotonic() + shrink
            found[key] = problem
            _note(problem, drawn)
            raise

    return drawing


@contextlib.contextmanager
def _unwrapped() -> Iterator[None]:
    """Raise what a contract raised, without what Hypothesis wraps around it."""
    try:
        yield
    except OUTCOMES as problem:
        problem.__notes__ = []
        raise problem.with_traceback(None) from None
    except BaseExceptionGroup as group:
        inner = group.subgroup(OUTCOMES)
        while isinstance(inner, BaseExceptionGroup):
            inner = inner.exceptions[0]  # type: ignore[assignment]
        if inner is None:
            raise
        raise inner from None
