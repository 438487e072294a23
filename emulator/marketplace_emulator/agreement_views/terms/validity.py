"""The validity term: how long an agreement from the offer is valid."""

from __future__ import annotations

from typing import Any

from marketplace_emulator.agreement_views.contract import Contract
from marketplace_emulator.agreement_views.times import written
from marketplace_emulator.duration import NEVER
from marketplace_emulator.fidelity import imitates

imitates(
    __name__,
    "The validity term has the offer's duration, or else the agreement's end; and the start, if that is later than the acceptance. "
    "An agreement without duration, end and later start has no validity term.",
    "assumed",
    "the documentation of its members in the service model; nobody published a real answer",
)
KIND = "validityTerm"


def term(contract: Contract) -> dict[str, Any] | None:
    """Return the dates and the duration that are known."""
    agreement, members = contract.agreement, dict[str, Any]()
    if agreement["duration"] is not None:
        members["agreementDuration"] = agreement["duration"]
    if agreement["start_time"] > agreement["accepted_at"]:
        members["agreementStartDate"] = written(agreement["start_time"])
    if agreement["duration"] is None and agreement["end_time"] < NEVER:
        members["agreementEndDate"] = written(agreement["end_time"])
    return members or None
