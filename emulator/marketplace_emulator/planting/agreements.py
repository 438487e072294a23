"""The agreements of a fixture file, each accepted at its start."""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from marketplace_emulator import agreements, identifiers
from marketplace_emulator.agreements import accept
from marketplace_emulator.planting import written_step
from marketplace_emulator.planting.world_planting import WorldPlanting
from marketplace_emulator.store import Row, settings
from marketplace_emulator.store import agreements as stored
from marketplace_emulator.store.agreements import AgreementId, Status
from marketplace_emulator.store.dimensions import Duration
from marketplace_emulator.store.entitlements import Grants
from marketplace_emulator.store.entry import FixtureEntry, Name, Planting, Time
from marketplace_emulator.world import World

_ENDS: dict[str, tuple[str, dict[str, Any]]] = {"EXPIRED": ("expire", {}), "TERMINATED": ("terminate", {})}
AFTER = ("readings", "timings", "offers")


class AgreementEntry(FixtureEntry, frozen=True, kw_only=True):
    """A buyer's purchase of a product. The product, the buyer and the offer are given by name or identifier.

    What is not given is what the offer says, as if the buyer had accepted it at the start.
    """

    name: Name
    product: str
    buyer: str
    start_time: Time = "now"
    end_time: Time | None = None
    duration: Duration | None = None
    free_trial: bool | None = None
    free_trial_days: Annotated[int, Meta(ge=1, le=3650)] | None = None
    free_trial_ends_at: Time | None = None
    payment: Literal["succeeds", "fails"] = "succeeds"
    status: Status = "ACTIVE"
    auto_renew: bool | None = None
    agreement_id: AgreementId | None = None
    license_arn: Name | None = None
    offer_id: Name | None = None
    entitlements: Grants = msgspec.field(default_factory=dict)


def named(entry: AgreementEntry) -> tuple[str, str]:
    """Return the entry's name in fixture files, and the agreement's id."""
    return entry.name, entry.agreement_id or identifiers.agreement_id(entry.name)


def plant(planting: WorldPlanting, entry: AgreementEntry) -> None:
    """Let a fixture file's buyer accept an agreement at its start, or now if that is later, and end it if it has ended."""
    now, fields = planting.now, written_step.read(planting, entry, accept.Fields)
    agreement_id = agreements.take(planting.world, "accept", None, fields, at=min(fields["start_time"], now))
    if entry.status != "ACTIVE":
        step, given = _ENDS.get(entry.status, ("cancel", {"status": entry.status}))
        end: float = stored.find(planting.store, agreement_id)["end_time"]
        agreements.take(planting.world, step, agreement_id, given, at=min(end, now))


def accepted(planting: Planting, entry: FixtureEntry) -> Row:
    """Return the agreement of another noun's entry; raise if there is none, or if a step of the file accepts it later."""
    agreement_id = planting.refer("agreements", entry, "agreement")
    if agreement_id in (there := stored.found(planting.store, [agreement_id])):
        return there[agreement_id]
    raise planting.mistake(
        "the agreement is accepted by a later step; let the step be in the past, or name another agreement", "agreement"
    )


def reset(world: World) -> None:
    """Count the reset, so that no NextToken from before it is taken."""
    settings.count(world.store, settings.AGREEMENTS_RESET)
