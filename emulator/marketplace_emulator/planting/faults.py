"""The fault rules of a fixture file: those under `faults`, and those of its tokens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from marketplace_emulator import fault_rules
from marketplace_emulator.faults.rule import BadRule, NewFault
from marketplace_emulator.planting.tokens import text
from marketplace_emulator.planting.world_planting import WorldPlanting

AFTER = ("tokens", "subscriptions")
NAMED = {"agreement_id": "agreements", "product_code": "products", "subscription_id": "subscriptions"}
"""The members that a fixture file may give by name."""


def plant(planting: WorldPlanting, entries: list[NewFault]) -> None:
    """Add a fixture file's rules: first those of its tokens, each bound to that token."""
    for index, entry in enumerate(planting.fixtures.tokens):
        if entry.fault is not None:
            with planting.at(f"$.tokens[{index}].fault"):
                fault = msgspec.to_builtins(entry.fault)
                if "token" in fault:
                    raise planting.mistake("a token's fault is bound to that token; leave this out", "token")
                _add(planting, {**fault, "token": text(entry)})
    for index, entry in enumerate(entries):
        with planting.at(f"$.faults[{index}]"):
            _add(planting, msgspec.to_builtins(entry))


def _add(planting: WorldPlanting, written: Mapping[str, Any]) -> None:
    try:
        fault_rules.plant(planting.world, _with_identifiers(planting, written))
    except BadRule as problem:
        raise planting.mistake(str(problem)) from None


def _with_identifiers(planting: WorldPlanting, written: Mapping[str, Any]) -> dict[str, Any]:
    """Replace the names of agreements, products and subscriptions of the fixture files with their identifiers."""
    named = {noun: planting.known[nouns].get(written.get(noun, "")) for noun, nouns in NAMED.items()}
    return {**written, **{noun: identifier for noun, identifier in named.items() if identifier is not None}}
