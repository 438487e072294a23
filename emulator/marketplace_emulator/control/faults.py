"""The fault rules in force."""

from __future__ import annotations

from typing import Annotated, Any, TypedDict

import msgspec
from msgspec import Meta

from marketplace_emulator import duration, fault_rules
from marketplace_emulator.control.page import PageQuery, page
from marketplace_emulator.control.route import route
from marketplace_emulator.faults.rule import NewFault
from marketplace_emulator.store import Row, faults
from marketplace_emulator.store.problems import NotThere
from marketplace_emulator.world import World


class FaultRule(TypedDict):
    """A rule with its id, as a user wrote it: it concerned `seen` calls, and was applied to `applied` of them."""

    fault_id: str
    rule: dict[str, Any]
    seen: int
    applied: int
    opened: Annotated[int, Meta(description="how often a gate let its calls go together")]
    waiting: Annotated[int, Meta(description="how many calls wait at a gate now")]


class FaultRules(msgspec.Struct, frozen=True, kw_only=True):
    """A page of rules, the oldest first."""

    items: list[FaultRule]
    next: int | None


def _shown(world: World, row: Row) -> FaultRule:
    rule = msgspec.json.decode(row["rule"])
    if isinstance(rule.get("until"), int | float):
        rule["until"] = duration.iso(rule["until"])
    return FaultRule(
        fault_id=row["fault_id"],
        rule=rule,
        seen=row["seen"],
        applied=row["applied"],
        opened=row["opened"],
        waiting=world.gathering.waiting(row["fault_id"]) if "gate" in rule else 0,
    )


def _find(world: World, fault_id: str) -> Row:
    found = world.store.row(faults.FIND, fault_id=fault_id)
    if found is None:
        raise NotThere("fault", fault_id, (row["fault_id"] for row in world.store.rows(faults.ALL)))
    return dict(found)


@route("GET", "/faults")
def list_faults(world: World, query: PageQuery) -> FaultRules:
    """List the fault rules."""
    rows, following = page(world.store, faults.FAULTS, query, {})
    return FaultRules(items=[_shown(world, row) for row in rows], next=following)


@route("POST", "/faults", status=201)
def add_fault(world: World, body: NewFault) -> FaultRule:
    """Add a fault rule."""
    return _shown(world, _find(world, fault_rules.add(world, msgspec.to_builtins(body))))


@route("GET", "/faults/<fault_id>")
def show_fault(world: World, fault_id: str) -> FaultRule:
    """Show one fault rule."""
    return _shown(world, _find(world, fault_id))


@route("DELETE", "/faults/<fault_id>")
def remove_fault(world: World, fault_id: str) -> None:
    """Take one fault rule away."""
    _find(world, fault_id)
    world.store.run(faults.REMOVE, fault_id=fault_id)
    world.changed()


@route("DELETE", "/faults")
def clear_faults(world: World) -> None:
    """Take all fault rules away, those of the fixtures too."""
    fault_rules.clear(world)
