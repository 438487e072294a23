"""The agreements of a fixture file, each accepted at its start."""

from __future__ import annotations

from typing import Any

import msgspec

from marketplace_emulator import agreements, identifiers
from marketplace_emulator.planting.world_planting import WorldPlanting
from marketplace_emulator.store import settings
from marketplace_emulator.store.agreements import AgreementId, Status
from marketplace_emulator.store.entitlements import Grants
from marketplace_emulator.store.entry import FixtureEntry, Name, Time
from marketplace_emulator.world import World

_ENDS: dict[str, tuple[str, dict[str, Any]]] = {"EXPIRED": ("expire", {}), "TERMINATED": ("terminate", {})}
AFTER = ("readings", "timings")


class AgreementEntry(FixtureEntry, frozen=True, kw_only=True):
    """A buyer's purchase of a product; each is given by name or identifier."""

    name: Name
    product: str
    buyer: str
    start_time: Time = "now"
    end_time: Time | None = None
    free_trial: bool = False
    status: Status = "ACTIVE"
    auto_renew: bool = False
    agreement_id: AgreementId | None = None
    license_arn: Name | None = None
    offer_id: Name | None = None
    entitlements: Grants = msgspec.field(default_factory=dict)


def named(entry: AgreementEntry) -> tuple[str, str]:
    """Return the entry's name in fixture files, and the agreement's id."""
    return entry.name, entry.agreement_id or identifiers.agreement_id(entry.name)


def plant(planting: WorldPlanting, entry: AgreementEntry) -> None:
    """Let a fixture file's buyer accept an agreement at its start, or now if that is later, and end it if it has ended."""
    now, start = planting.now, planting.moment(entry, "start_time")
    end = None if entry.end_time is None else planting.moment(entry, "end_time")
    fields: dict[str, Any] = msgspec.structs.asdict(entry)
    del fields["product"], fields["buyer"], fields["status"]
    fields |= {
        "start_time": start,
        "end_time": end,
        "product_code": planting.refer("products", entry, "product"),
        "customer_aws_account_id": planting.refer("buyers", entry, "buyer"),
    }
    agreement_id = agreements.take(planting.world, "accept", None, fields, at=min(start, now))
    if entry.status != "ACTIVE":
        step, given = _ENDS.get(entry.status, ("cancel", {"status": entry.status}))
        agreements.take(planting.world, step, agreement_id, given, at=now if end is None else min(end, now))


def reset(world: World) -> None:
    """Count the reset, so that no NextToken from before it is taken."""
    settings.count(world.store, settings.AGREEMENTS_RESET)
