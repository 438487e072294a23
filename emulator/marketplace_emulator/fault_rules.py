"""Add fault rules to a world, and take them all away; a rule that can never fire is refused."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import msgspec

from marketplace_emulator import message_rules
from marketplace_emulator.faults import rule
from marketplace_emulator.faults.rule import BadRule, CallRule, MessageRule
from marketplace_emulator.operations import HERE, unknowable
from marketplace_emulator.store import faults, settings
from marketplace_emulator.world import World


def add(world: World, written: Mapping[str, Any]) -> str:
    """Add a rule and return its id; raise BadRule or BadTime if it is wrong, and add nothing."""
    fault_id = plant(world, written)
    world.changed()
    return fault_id


def clear(world: World, but_of_tokens: Collection[str] = ()) -> None:
    """Take all rules away, but those that are bound to one of these tokens."""
    faults.clear(world.store, but_of_tokens)
    world.changed()


def plant(world: World, written: Mapping[str, Any]) -> str:
    """Add one of several rules and return its id; the rules take effect after `world.changed()`."""
    fault_id = f"fault-{settings.count(world.store, settings.FAULTS_MADE)}"
    new = rule.read(fault_id, written, world.clock.now())
    if isinstance(new, MessageRule):
        message_rules.check(world, new)
    else:
        _check_that_it_can_fire(new)
    kept = {**written, "until": new.until} if new.until is not None else written
    faults.create(world.store, fault_id, msgspec.json.encode(kept).decode())
    return fault_id


def _check_that_it_can_fire(new: CallRule) -> None:
    names = sorted(noun for noun, _ in new.about)
    suited = [operation for operation in HERE if new.fault.suits(operation)]
    only = suited[0] if len(suited) == 1 else None
    reason = unknowable(new.scope.operation or only, names)
    if reason is not None:
        raise BadRule(f"{reason}, and this fault would never fire; leave {' and '.join(names)} out")
