"""Add fault rules to a world; a rule that can never fire is refused."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from marketplace_emulator import nouns
from marketplace_emulator.faults import rule
from marketplace_emulator.faults.rule import BadRule, Rule
from marketplace_emulator.operations import HERE
from marketplace_emulator.store import faults, settings
from marketplace_emulator.world import World


def add(world: World, written: Mapping[str, Any]) -> str:
    """Add a rule and return its id; raise BadRule or BadTime if it is wrong, and add nothing."""
    fault_id = plant(world, written)
    world.changed()
    return fault_id


def plant(world: World, written: Mapping[str, Any]) -> str:
    """Add one of several rules and return its id; the rules take effect after `world.changed()`."""
    fault_id = f"fault-{settings.count(world.store, settings.FAULTS_MADE)}"
    new = rule.read(fault_id, written, world.clock.now())
    _check_that_it_can_fire(new)
    kept = {**written, "until": new.until} if new.until is not None else written
    faults.create(world.store, fault_id, msgspec.json.encode(kept).decode())
    return fault_id


def _check_that_it_can_fire(new: Rule) -> None:
    bound = {noun for noun, _ in new.about}
    operation = new.scope.operation
    if not bound:
        return
    if operation is None:
        if not any(bound <= _told_by(name) for name in HERE):
            raise BadRule(f"no operation that the emulator answers is about {' and '.join(sorted(bound))} at once")
    elif operation not in HERE:
        raise BadRule(
            f"the emulator does not answer {operation} yet, so it cannot tell which {' or '.join(sorted(bound))} a call is "
            f"about, and this fault would never fire; leave {' and '.join(sorted(bound))} out"
        )
    elif missing := sorted(bound - _told_by(operation)):
        raise BadRule(
            f"no call of {operation} tells which {' or '.join(missing)} it is about, so this fault would never fire; "
            f"expected {', '.join(sorted(_told_by(operation)))}"
        )


def _told_by(operation: str) -> set[str]:
    return nouns.reached(noun for noun, _ in HERE[operation].paths)
