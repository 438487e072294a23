"""The subscriptions of a fixture file; each gets the events from now on, those of the file's agreements too."""

from __future__ import annotations

from msgspec.structs import replace

from marketplace_emulator.deliveries.new_subscription import NewSubscription, id_of
from marketplace_emulator.planting.world_planting import WorldPlanting

AFTER = ("products",)


def named(entry: NewSubscription) -> tuple[str, str] | None:
    """Return the name of a subscription, by which fault rules refer to it, and its id."""
    return None if entry.name is None else (entry.name, id_of(entry.name))


def plant(planting: WorldPlanting, entry: NewSubscription) -> None:
    """Add a fixture file's subscription; its product may be given by name."""
    from marketplace_emulator.deliveries import subscribing  # most worlds have none, and start sooner without it

    code = entry.product_code
    known = planting.known["products"].get(code or "", code)
    try:
        subscribing.check_target(entry, planting.world.allowed_targets)
        subscribing.add(planting.world, replace(entry, product_code=known))
    except subscribing.BadSubscription as problem:
        raise planting.mistake(str(problem)) from None
