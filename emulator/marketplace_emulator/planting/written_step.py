"""A step of an agreement as fixture files write it: nouns by name, and times from when the file is planted."""

from __future__ import annotations

from functools import cache
from typing import Any, get_args

import msgspec

from marketplace_emulator import duration
from marketplace_emulator.planting.world_planting import WorldPlanting
from marketplace_emulator.store.entitlements import Grant, Grants
from marketplace_emulator.store.entry import FixtureEntry

WRITTEN = {"product_code": ("product", "products"), "customer_aws_account_id": ("buyer", "buyers")}
"""The members of a step that a fixture file writes in another way: their names there, and the nouns that they name."""


_members = cache(msgspec.structs.fields)


def is_time(member: msgspec.structs.FieldInfo) -> bool:
    """Say whether a member of a step is a time: text such as now+4h, or a number."""
    return {str, float} <= {*get_args(member.type)}


def read(planting: WorldPlanting, entry: FixtureEntry, fields: type[msgspec.Struct]) -> dict[str, Any]:
    """Return the members of a step that an entry gives, as the step takes them: with identifiers and absolute times."""
    found: dict[str, Any] = {}
    for member in _members(fields):
        name, nouns = WRITTEN.get(member.name, (member.name, ""))
        value = getattr(entry, name, None)
        if value is None:
            continue
        if nouns:
            found[member.name] = planting.refer(nouns, entry, name)
        elif is_time(member):
            found[member.name] = planting.moment(entry, name)
        elif name == "offer_id":  # a product without offers has one with any id
            found[name] = planting.known["offers"].get(value, value)
        elif name == "entitlements":
            found[name] = _grants(planting, value)
        else:
            found[name] = value
    return found


def _grants(planting: WorldPlanting, grants: Grants) -> Grants:
    found: Grants = {}
    for key, each in grants.items():
        if isinstance(each, Grant) and each.end_time is not None:
            member = f"entitlements.{key}.end_time"
            try:
                found[key] = Grant(
                    value=each.value, end_time=duration.iso(duration.moment(each.end_time, planting.now))
                )
            except duration.BadTime as problem:
                raise planting.mistake(str(problem), member) from None
        else:
            found[key] = each
    return found
