"""The steps of a fixture file: what happens to its agreements, before the world begins and later."""

from __future__ import annotations

import re
from contextlib import suppress
from functools import reduce
from operator import or_
from typing import Any

import msgspec

from marketplace_emulator import agenda, agreements, identifiers
from marketplace_emulator.duration import iso
from marketplace_emulator.planting import written_step
from marketplace_emulator.planting.world_planting import WorldPlanting
from marketplace_emulator.store import agenda as stored
from marketplace_emulator.store.agreements import find, following, found
from marketplace_emulator.store.entry import FixtureEntry, Time
from marketplace_emulator.store.problems import Conflict

PART_OF = "agreements"
_FOLLOWING = re.compile(r"(.+) \((\d+)\)")


def _entry(step: str) -> Any:
    """Return the type of a step's entry: the step's own members, when it is taken, and of which agreement."""
    members: list[tuple[str, Any] | tuple[str, Any, Any]] = [("at", Time)]
    if step != "accept":
        members.append(("agreement", str))
    for each in msgspec.structs.fields(agreements.STEPS[step].Fields):
        name, nouns = written_step.WRITTEN.get(each.name, (each.name, ""))
        shape = Time if written_step.is_time(each) else each.type
        needed = nouns or name == "name"
        members.append((name, shape) if needed else (name, shape | None, None))
    return msgspec.defstruct(
        f"{step.title().replace('_', '')}Entry",
        members,
        bases=(FixtureEntry,),
        namespace={"__doc__": agreements.STEPS[step].Fields.__doc__},
        module=__name__,
        tag_field="step",
        tag=step,
        kw_only=True,
        frozen=True,
    )


StepEntry: Any = reduce(or_, map(_entry, agreements.STEPS))
"""A step of an agreement at a time: what it needs, by name or identifier, and the members of the step."""


class _Tried(Exception):
    """The later steps were tried; the agenda will take them."""


def named(entry: Any) -> tuple[str, str] | None:
    """Return the name of the agreement that a step makes, and its id; None if it changes one."""
    if not hasattr(entry, "name"):
        return None
    return entry.name, entry.agreement_id or identifiers.agreement_id(entry.name)


def plant(planting: WorldPlanting, entries: list[StepEntry]) -> None:
    """Take the steps that are due, each at its own time, and put the later ones into the agenda.

    The later ones are tried first, so that a step that would not be legal at its time is a mistake in the file.
    """
    times = []
    for index, entry in enumerate(entries):
        with planting.at(f"$.steps[{index}]"):
            times.append((planting.moment(entry, "at"), index))
    later: list[dict[str, Any]] = []
    due = [(at, index) for at, index in sorted(times) if at <= planting.now]
    for at, index in due:
        _take(planting, entries, at, index)
    with suppress(_Tried), planting.store.transaction().part():
        for at, index in sorted(times)[len(due) :]:
            later.append(_take(planting, entries, at, index))
        raise _Tried
    planting.store.run_many(stored.ADD, later)


def _take(planting: WorldPlanting, entries: list[Any], at: float, index: int) -> dict[str, Any]:
    """Take a step, after what happens by itself until then, and return it as the agenda has it."""
    entry = entries[index]
    step = entry.__struct_config__.tag
    agenda.take(planting.world, at)
    with planting.at(f"$.steps[{index}]"):
        fields = written_step.read(planting, entry, agreements.STEPS[step].Fields)
        agreement_id = _agreement(planting, entry, at) if hasattr(entry, "agreement") else None
        if agreement_id is not None:
            _check_accepted(planting, agreement_id, at)
        try:
            agreements.take(planting.world, step, agreement_id, fields, at)
        except Conflict as refusal:
            raise planting.mistake(f"{refusal}{_hint(planting, agreement_id)}") from None
    return stored.row(at, step, agreement_id, fields)


def _check_accepted(planting: WorldPlanting, agreement_id: str, at: float) -> None:
    accepted_at = found(planting.store, [agreement_id]).get(agreement_id, {"accepted_at": at})["accepted_at"]
    if at < accepted_at:
        raise planting.mistake(f"the agreement is accepted at {iso(accepted_at)}; give a later time", "at")


def _hint(planting: WorldPlanting, agreement_id: str | None) -> str:
    after = None if agreement_id is None else following(planting.store, agreement_id)
    return "" if after is None else f", or name the one that follows it, {find(planting.store, after)['name']!r}"


def _agreement(planting: WorldPlanting, entry: Any, at: float) -> str:
    """Return the id of a step's agreement. `acme (2)` is the one that renewed or replaced `acme`, as it is named."""
    found = _FOLLOWING.fullmatch(entry.agreement)
    if entry.agreement in planting.known["agreements"] or found is None:
        return planting.refer("agreements", entry, "agreement")
    name, number = found[1], int(found[2])
    first = planting.referred("agreements", name, "agreement")
    agreement_id: str | None = first
    for _ in range(number - 1):
        agreement_id = None if agreement_id is None else following(planting.store, agreement_id)
    if agreement_id is None or number < 2:
        raise planting.mistake(
            f"there is no agreement {entry.agreement!r} at {iso(at)}; {name!r} must have been renewed or replaced by then",
            "agreement",
        )
    return agreement_id
