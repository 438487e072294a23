"""Trying a contract, and the verdict on it."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import hypothesis
from hypothesis import HealthCheck, Phase, given

from marketplace_contracts import style
from marketplace_contracts.contract import Contract, Turn
from marketplace_contracts.story import Broken, Died, NotVerified, Story, SubjectLost, short

if TYPE_CHECKING:
    from marketplace_contracts.kit import Kit

BUG = "the kit itself failed, which is a bug"
STEPS = 15
"""How many events follow each other in any order."""


@dataclass(frozen=True)
class Verdict:
    """What came of a contract; `reason` says why it is broken or what is missing to verify it."""

    contract: Contract
    verdict: Literal["holds", "broken", "not_verified"]
    reason: str = ""
    story: Story | None = None
    expected: str = ""
    seconds: float = 0.0


def judge(contract: Contract, kit: Kit) -> Verdict:
    """Try a contract under all its circumstances."""
    started = time.perf_counter()

    def verdict(
        which: Literal["holds", "broken", "not_verified"],
        reason: str = "",
        story: Story | None = None,
        expected: str = "",
    ) -> Verdict:
        return Verdict(contract, which, reason, story, expected, time.perf_counter() - started)

    turns = list(contract.turns(list(kit.products)))
    missing: dict[str, None] = {}
    for turn in turns:
        kit.begin(turn)
        try:
            _check_style(contract, kit, turn)
            _twice(contract, kit, max(1, round(kit.settings.examples * contract.share / len(turns))))
        except Broken as broken:
            return verdict("broken", f"{broken.seen} ({turn})", broken.story, broken.expected)
        except NotVerified as reason:
            missing.setdefault(str(reason))
        except SubjectLost as lost:
            return verdict("not_verified", f"the subject was lost: {lost}")
        except Died as died:
            return verdict("broken", f"{died} ({turn})", died.story, "the subject lives")
        except Exception as bug:  # the run tells what it has learned, whatever comes
            told = " ".join(f"{type(bug).__name__}: {bug}".split())
            return verdict("not_verified", f"{BUG}: {short(told, 200)}")
        finally:
            missing |= kit.missing
            kit.end()
    if not turns:
        missing.setdefault(f"there is no product of generation {' or '.join(contract.generations)} (--product)")
    if missing:
        return verdict("not_verified", "; ".join(missing))
    return verdict("holds")


def _check_style(contract: Contract, kit: Kit, turn: Turn) -> None:
    kit.style = _style(kit, turn.generation)
    style.use(kit)
    _check_products(kit)
    with default_readings(kit):
        _check_served(kit)
    if contract.family != "failures" and kit.nobody_is_served:
        raise NotVerified("the subject serves nobody any more; see failures-next-buyer-served")


def _style(kit: Kit, generation: str) -> style.Style:
    if generation not in kit.styles:
        with default_readings(kit):
            kit.styles[generation] = style.find(kit, generation)
    return kit.styles[generation]


def _check_products(kit: Kit) -> None:
    """Judge nothing where the subject may take the codes of several products for one, and so turns everybody down."""
    if len(kit.products) > 1 and kit.style.turns_down and all(_style(kit, each).turns_down for each in kit.products):
        codes = ",".join(kit.products.values())
        raise NotVerified(
            f"the subject turns down every buyer whom AWS names; if it does not sell PRODUCT_CODE={codes} but one of these, "
            f"say which with --product or --generation: {kit.style.trouble}"
        )


def _check_served(kit: Kit) -> None:
    """Note where an ordinary buyer is registered no more: what comes then is not the next contract's matter."""
    if not kit.style.works or not kit.tried or kit.nobody_is_served:
        return
    case = kit.case()
    try:
        visit = case.register(case.form(case.buyer().agreements[0]))
        accepted = kit.accepted(visit.answer)
    except Died:
        return  # it has been started again
    except NotVerified:
        return  # in doubt it is for the contract to say so
    if not accepted:
        kit.nobody_is_served = True
        kit.unserved = case.broken(
            f"an ordinary buyer is registered after {kit.tried} was tried",
            f"the buyer was told {case.quoted(visit)}",
        )


@contextlib.contextmanager
def default_readings(kit: Kit) -> Iterator[None]:
    """Find out about the subject under the ordinary readings."""
    turn = kit.turn
    kit.end()
    kit.turn = Turn(turn.generation, {})
    try:
        yield
    finally:
        kit.begin(turn)


def _twice(contract: Contract, kit: Kit, examples: int) -> None:
    """Try a contract, and once more where the subject died of it: it may have died of something else."""
    try:
        _try(contract, kit, examples)
    except Died:
        _try(contract, kit, examples)


def _try(contract: Contract, kit: Kit, examples: int) -> None:
    kit.tried = contract.id
    if not contract.vary:
        contract.function(kit)
        return
    property_ = _bounded(contract, kit)
    with unwrapped():
        hypothesis.seed(kit.settings.seed)(search(examples)(property_))()
    for example in contract.examples:  # last, since Hypothesis makes no smaller examples of these
        contract.function(kit, **example)


def search(examples: int) -> hypothesis.settings:
    """Say how Hypothesis looks for what breaks a contract: from the run's seed alone, quietly, and in a time of its own."""
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


def _bounded(contract: Contract, kit: Kit) -> Any:
    """Make a property that remembers what broke it, and stops looking for a smaller example after a while.

    What broke it once is raised again without being tried again: the subject need not be repeatable, the verdict is.
    """
    found: dict[str, Exception] = {}
    until = 0.0

    @given(**contract.vary)
    def tried(**drawn: Any) -> None:
        nonlocal until
        key = repr(sorted(drawn.items(), key=lambda item: item[0]))
        if key in found:
            raise found[key]
        if found and time.monotonic() > until:
            return
        try:
            contract.function(kit, **drawn)
        except (Broken, NotVerified, SubjectLost, Died) as problem:
            until = until or time.monotonic() + kit.settings.pauses.shrink
            found[key] = problem
            raise

    return tried


@contextlib.contextmanager
def unwrapped() -> Iterator[None]:
    """Raise what a contract raised, out of whatever Hypothesis wrapped around it."""
    try:
        yield
    except (Broken, NotVerified, SubjectLost, Died) as problem:
        problem.__notes__ = []
        raise problem.with_traceback(None) from None
    except BaseExceptionGroup as group:
        inner = group.subgroup((Broken, NotVerified, SubjectLost, Died))
        while isinstance(inner, BaseExceptionGroup):
            inner = inner.exceptions[0]  # type: ignore[assignment]
        if inner is None:
            raise
        raise inner from None


def assert_kept(contract: Contract, kit: Kit) -> None:
    """Try a contract as a test: fail where it is broken, skip where it is not verified or does not apply.

    A broken one whose level does not count (`--fail-on`) is an expected failure.
    """
    import pytest

    if contract.kinds and kit.subject.kind not in contract.kinds:
        pytest.skip(f"it is about subjects that are {' or '.join(contract.kinds)}")
    verdict = judge(contract, kit)
    kit.verdicts.append(verdict)
    if verdict.verdict == "broken":
        from marketplace_contracts.report.terminal import told

        story = "\n".join(told(verdict, kit.settings))
        if kit.settings.fail_on == "must" and contract.level == "should":
            pytest.xfail(story)
        pytest.fail(story, pytrace=False)
    if verdict.verdict == "not_verified":
        pytest.skip(verdict.reason)


def families(verdicts: list[Verdict]) -> Mapping[str, list[Verdict]]:
    """Sort verdicts by family."""
    sorted_: dict[str, list[Verdict]] = {}
    for each in verdicts:
        sorted_.setdefault(each.contract.family, []).append(each)
    return sorted_
