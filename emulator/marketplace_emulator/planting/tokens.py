"""The tokens of a fixture file."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from marketplace_emulator import identifiers
from marketplace_emulator.faults.rule import NewFault
from marketplace_emulator.planting.agreements import accepted
from marketplace_emulator.planting.world_planting import WorldPlanting
from marketplace_emulator.store import agreements, tokens
from marketplace_emulator.store.entry import FixtureEntry, Name, Time

AFTER = ("steps",)


class TokenEntry(FixtureEntry, frozen=True, kw_only=True):
    """A registration token: written out, or derived from its name in AWS's format.

    `agreement` is a name or an id (default: the first agreement); a token with `agreement: null` was never issued.
    """

    name: Name | None = None
    token: Annotated[str, Meta(min_length=1)] | None = None
    agreement: str | UnsetType | None = UNSET
    issued_at: Time = "now"
    expires_at: Time | None = None
    fault: NewFault | None = None


def text(entry: TokenEntry) -> str:
    """Return the text of the token."""
    return entry.token or identifiers.token(str(entry.name))


def named(entry: TokenEntry) -> tuple[str, str] | None:
    """Return the name that the token is derived from, and the token; if the token is written out, return None."""
    return None if entry.token is not None or entry.name is None else (entry.name, text(entry))


def plant(planting: WorldPlanting, entry: TokenEntry) -> None:
    """Add a fixture file's token."""
    if entry.token is None and entry.name is None:
        raise planting.mistake("a token needs a `name` to be derived from, or its text as `token`")
    token = text(entry)
    if not planting.of_every_world and token in planting.words:
        raise planting.mistake(f"{token!r} is a token in every world; give another", "token")
    row = tokens.new(
        token=token,
        name=entry.name,
        agreement_id=_agreement(planting, entry),
        issued_at=planting.moment(entry, "issued_at"),
        expires_at=None if entry.expires_at is None else planting.moment(entry, "expires_at"),
    )
    tokens.create(planting.store, row)


def _agreement(planting: WorldPlanting, entry: TokenEntry) -> str | None:
    if entry.agreement is None:
        return None
    if entry.agreement is not UNSET:
        return str(accepted(planting, entry)["agreement_id"])
    known = planting.known["agreements"].values()
    first = next((each for each in known if planting.store.row(agreements.FIND, agreement_id=each)), None)
    # These tokens are in every world, even in one without agreements, where they cannot succeed.
    if first is None and not planting.of_every_world:
        raise planting.mistake("there is no agreement for this token; add one")
    return first
