"""The one door through which an agreement changes: `take` a step, one file for each.

A step's file has
- `BY`: who takes it, "buyer" on AWS's page, or "AWS" by itself;
- `NAME`, if it is not the file's own: what one such step is called, as a renewal is;
- `Fields`: its own members as a user writes them, a frozen msgspec.Struct;
- `why_not(world, agreement, at)`: why the step is not legal for an agreement, or None. `agreement` is None for accept;
- `take(world, agreement, fields, at)`: it changes the store, and returns each agreement that it changed or made, with the
  messages about it, in data (`Change`). The last one is what the step is about.

The door writes the history, plans the messages, and plans anew what happens to each agreement by itself.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator, Mapping, Sequence
from types import ModuleType
from typing import Any

import msgspec

from marketplace_emulator import duration
from marketplace_emulator.agreements import schedule
from marketplace_emulator.agreements.change import Change, Messages
from marketplace_emulator.events import facts, outbox
from marketplace_emulator.events.planned import Planned
from marketplace_emulator.store import Row, agreements, dimensions, products, taken_steps
from marketplace_emulator.store.problems import Conflict, NotThere
from marketplace_emulator.world import World

_NOT_STEPS = ("change", "ending", "following", "free_trial", "many", "offering", "resubscribing", "schedule", "state")
_TIMES = {"start_time", "end_time", "free_trial_ends_at"}


def _discover() -> dict[str, ModuleType]:
    found: dict[str, ModuleType] = {}
    for each in pkgutil.iter_modules(__path__):
        if each.name in _NOT_STEPS:
            continue
        module = importlib.import_module(f"{__name__}.{each.name}")
        for name in ("BY", "Fields", "why_not", "take"):
            if not hasattr(module, name):
                raise ImportError(f"agreements/{each.name}.py has no {name}; expected BY, Fields, why_not and take")
        if module.BY not in ("buyer", "AWS"):
            raise ImportError(f"agreements/{each.name}.py has BY = {module.BY!r}; expected 'buyer' or 'AWS'")
        found[each.name] = module
    return found


CHANNEL_OF = {"legacy": "sns", "concurrent": "eventbridge"}
"""The channel on which AWS tells about the agreements of a product, by the product's generation."""


def take(world: World, step: str, agreement_id: str | None, fields: Mapping[str, Any], at: float | None = None) -> str:
    """Take a step at a time (default: now) and return the id of the agreement that it made or changed.

    Raise NotThere for an unknown step or agreement, Conflict for a step that is not legal, BadTime or ValidationError
    for wrong fields.
    """
    if step not in STEPS:
        raise NotThere("step", step, STEPS)
    module, when = STEPS[step], world.clock.now() if at is None else at
    agreement = None if agreement_id is None else agreements.find(world.store, agreement_id)
    reason = module.why_not(world, agreement, when)
    if reason is not None:
        raise Conflict(f"{reason}; {_legal(world, agreement, when)}")
    written = {name: value for name, value in fields.items() if value is not None}
    given = msgspec.convert(written, module.Fields)
    changes: Sequence[Change] = module.take(world, agreement, given, when)
    record(world, step, _details(given, written, when), changes)
    return str(changes[-1].agreement["agreement_id"])


def _details(given: msgspec.Struct, written: Mapping[str, Any], at: float) -> dict[str, Any]:
    """Return what a step was told beyond the defaults, its times in ISO 8601 unless they are that of the step."""
    usual = {
        each.name: each.default if each.default_factory is msgspec.NODEFAULT else each.default_factory()
        for each in msgspec.structs.fields(given)
    }
    details = {name: value for name, value in written.items() if value != usual.get(name, msgspec.UNSET)}
    for name in details.keys() & _TIMES:
        moment = duration.moment(details[name], at)
        details[name] = duration.iso(moment)
        if name == "start_time" and moment == at:
            del details[name]
    return details


def record(world: World, step: str, details: dict[str, Any], changes: Sequence[Change]) -> None:
    """Write the history of what a step changed, and plan the messages and what happens by itself."""
    moment_of = world.store.transaction().moment_of
    taken = [
        taken_steps.row(each.agreement["agreement_id"], each.at, moment_of(each.at), step, details) for each in changes
    ]
    world.store.run_many(taken_steps.ADD, taken)
    schedule.plan(world, changes)
    outbox.plan(world, [*_told(world, changes)])


def _told(world: World, changes: Sequence[Change]) -> Iterator[outbox.Told]:
    planned: dict[tuple[str, int], list[Planned]] = {}
    for each in changes:
        code, agreement = each.agreement["product_code"], each.agreement
        key = (code, id(each.messages))
        if key not in planned:
            planned[key] = _sent(world, code, each.messages)
        known, renews = facts.of(agreement, each.intent), schedule.renews(world, agreement)
        yield outbox.Told(agreement, planned[key], each.at, known, each.is_new, renews)


def _sent(world: World, product_code: str, messages: Messages) -> list[Planned]:
    channel = CHANNEL_OF[products.find(world.store, product_code)["generation"]]
    is_contract = any(each["entitled"] for each in dimensions.of_product(world.store, product_code).values())
    return [each for each in messages[channel] if each.only is None or is_contract]


def legal(world: World, agreement: Row, at: float) -> list[str]:
    """Return the steps that an agreement can take at a time."""
    return [name for name, module in STEPS.items() if name != "accept" and module.why_not(world, agreement, at) is None]


def _legal(world: World, agreement: Row | None, at: float) -> str:
    if agreement is None:
        return "change what stands in the way first"
    steps = legal(world, agreement, at)
    return f"it can take {', '.join(steps)}" if steps else "it can take no step any more; accept a new agreement"


STEPS: Mapping[str, ModuleType] = _discover()
"""The module of each step, by name."""
