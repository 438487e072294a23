"""The state of an agreement, which decides what steps it can take."""

from __future__ import annotations

from marketplace_emulator import duration
from marketplace_emulator.store import Row


def not_active(agreement: Row | None) -> str | None:
    """Return why an agreement is not active, or None."""
    if agreement is None:
        return "there is no agreement yet"
    if agreement["status"] != "ACTIVE":
        return f"the agreement {agreement['agreement_id']!r} has already ended: it is {agreement['status']}"
    return None


def not_paid(agreement: Row | None) -> str | None:
    """Return why an agreement is not active and paid for, or None."""
    reason = not_active(agreement)
    if reason is None and agreement is not None and agreement["payment_failed"]:
        return f"the payment for the agreement {agreement['agreement_id']!r} has failed"
    return reason


def not_begun(agreement: Row | None, at: float) -> str | None:
    """Return why an agreement is not active, paid for and begun, or None."""
    reason = not_paid(agreement)
    if reason is None and agreement is not None and agreement["start_time"] > at:
        return (
            f"the agreement {agreement['agreement_id']!r} has not begun: it starts at "
            f"{duration.iso(agreement['start_time'])}"
        )
    return reason


def has_begun(agreement: Row, at: float) -> bool:
    """Say whether an agreement has ever granted anything until a time: it began, and was paid for."""
    return bool(agreement["start_time"] <= at) and not agreement["payment_failed"]
