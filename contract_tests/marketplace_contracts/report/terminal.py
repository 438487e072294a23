"""What a run prints: a table of verdicts, and the story of each broken contract."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence

from marketplace_contracts.run import Run
from marketplace_contracts.settings import Settings, table
from marketplace_contracts.story import short
from marketplace_contracts.verdict import Verdict

MARKS = {"holds": "holds", "broken": "BROKEN", "not_verified": "not verified"}


def repeat(settings: Settings, contract_id: str) -> str:
    """Return the command that tries a contract again with the same settings and seed."""
    words = [word for each in table() if each.row.repeated for word in each.words(getattr(settings, each.name))]
    again = ["--contract", contract_id, "--seed", str(settings.seed)]
    return shlex.join(["marketplace-emulator", "check", settings.subject, *words, *again])


def verdict_lines(run: Run) -> Iterator[str]:
    """Yield the verdicts by family, a line each."""
    width = max((len(each.contract.id) for each in run.verdicts), default=0)
    said: dict[str, str] = {}
    for family, verdicts in run.families.items():
        yield family
        for each in verdicts:
            cause = run.cause_of(each)
            first = said.setdefault(each.reason, each.contract.id)
            reason = short(each.reason, 300) if first == each.contract.id else f"same as {first}"
            reason = f"follows from {cause}" if cause else reason
            why = f"  {reason}" if each.verdict == "not_verified" else ""
            yield f"  {each.contract.id:<{width}}  {each.contract.level:<6}  {MARKS[each.verdict]}{why}"


def story_lines(verdict: Verdict, settings: Settings, follows: Sequence[Verdict] = ()) -> Iterator[str]:
    """Yield the lines of a broken contract's story, and which contracts could not be verified because of it."""
    contract = verdict.contract
    yield f"{contract.id} ({contract.level}) is broken"
    yield f"  {contract.sentence}"
    if verdict.story is not None:
        for number, step in enumerate(verdict.story.steps, 1):
            yield (
                f"  {number:>3}. {step.who} → {step.whom}: {step.what}"
                if step.who != step.whom
                else f"  {number:>3}. {step.who}: {step.what}"
            )
    yield f"  expected  {verdict.expected}"
    yield f"  but       {verdict.reason}"
    yield f"  why       {contract.why}"
    yield f"  source    {contract.source}"
    yield f"  repeat    {repeat(settings, contract.id)}"
    if follows:
        yield f"  follows   {followers(follows)}"


def followers(follows: Sequence[Verdict]) -> str:
    """Say which contracts could not be verified because another is broken."""
    are = "1 contract is" if len(follows) == 1 else f"{len(follows)} contracts are"
    return f"{are} not verified because of this: {', '.join(each.contract.id for each in follows)}"


def first_to_mend(run: Run) -> str:
    """Name the broken contract from which most others follow, whose story is the first one."""
    cause = run.causes[0].contract.id
    follow = len(run.follows.get(cause, ()))
    those = (
        "1 contract that is not verified follows" if follow == 1 else f"{follow} contracts that are not verified follow"
    )
    return f"mend {cause} first: {those} from it"


def summary(run: Run) -> str:
    """Count the verdicts of a run in one line, with the seed that repeats them."""
    counts = f"{len(run.of('holds'))} hold, {len(run.of('broken'))} broken, {len(run.of('not_verified'))} not verified"
    counts = f"interrupted; {counts}" if run.interrupted else counts
    return f"{counts} (seed {run.settings.seed}, {run.settings.examples} examples, {run.registrations} registrations)"


def report_lines(run: Run) -> Iterator[tuple[str, str | None]]:
    """Yield the lines of the report, each with its colour."""
    for each in run.causes:
        heading, *rest = story_lines(each, run.settings, run.follows.get(each.contract.id, ()))
        yield heading, "red"
        yield from ((line, None) for line in rest)
        yield "", None
    yield from (
        (line, "red" if " BROKEN" in line else "yellow" if " not verified" in line else None)
        for line in verdict_lines(run)
    )
    if run.follows:
        yield first_to_mend(run), "red"
    yield summary(run), "red" if run.code else "green"
