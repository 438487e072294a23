"""Where the caller's software runs: the platform and the Region of its access key."""

from __future__ import annotations

from marketplace_emulator.call import Call
from marketplace_emulator.errors import named
from marketplace_emulator.world import World


def platform(world: World, call: Call) -> str | None:
    """Return the platform of the caller's access key, or None if it is not known."""
    credential = world.credentials.get(call.caller.access_key_id)
    return credential.platform if credential else None


def check_region(world: World, call: Call, error: str) -> None:
    """Raise this error if the call came in another Region than the one that the caller's software runs in."""
    credential = world.credentials.get(call.caller.access_key_id)
    if credential and credential.region not in (None, call.caller.region):
        raise named(
            error,
            f"{call.operation} was called in {call.caller.region}, but the software runs in {credential.region}. Call it there.",
            operation=call.operation,
        )
